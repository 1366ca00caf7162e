"""Connections that go only where they may: the guard against requests forged on the server's side (SSRF).

A name is resolved once, what it resolves to is checked, and that is what is connected to: a name that resolves to
something else a moment later (DNS rebinding) gets nothing. Host and certificate are still checked by the name.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from ssl import SSLContext
from typing import Any

import httpcore

Resolve = Callable[[str, int], Sequence[str]]
"""IP addresses of a host, for a port. Raises `OSError` where it has none."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "169.254.0.0/16",  # link-local, with the metadata services of AWS, Azure, Google, DigitalOcean, OpenStack
        "fe80::/10",
        "100.100.100.200/32",  # Alibaba's
        "168.63.129.16/32",  # Azure's, in the midst of public addresses
        "192.0.0.192/32",  # Oracle's
        "fd00:ec2::/32",  # AWS's
        "fd20:ce::254/128",  # Google's
    )
)
"""Where machines of a cloud are told their passwords: no releases, whatever is allowed."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MOST_TRIED = 3


class PrivateAddress(Exception):
    """The host is no public one; `can_be_allowed` says whether a setting changes that."""

    def __init__(self, host: str, address: str, *, can_be_allowed: bool) -> None:
        self.host, self.address, self.can_be_allowed = host, address, can_be_allowed
        super().__init__(f"{host} is {address}")


class NoSuchHost(Exception):
    """The host's name has no IP address; where it is `passing`, the resolver could not tell."""

    def __init__(self, host: str, *, passing: bool) -> None:
        self.passing = passing
        super().__init__(host)


def resolved(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guarded(httpcore.NetworkBackend):
    """httpcore's connections, guarded. `deadline`: the time (`time.monotonic`) at which what is under way ends, however
    slowly bytes trickle in."""

    def __init__(self, resolve: Resolve = resolved, *, allow_private: bool = False) -> None:
        self._resolve = resolve
        self._allow_private = allow_private
        self._network = httpcore.SyncBackend()
        self.deadline: float | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises `NoSuchHost`, `PrivateAddress`, and what httpcore does."""
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NoSuchHost(host, passing=getattr(error, "errno", None) == socket.EAI_AGAIN) from error
        if not addresses:
            raise NoSuchHost(host, passing=False)
        # One that may not be connected to among others that may is an attack or a mistake.
        for address in addresses:
            self._check(host, address)
        failed: Exception | None = None
        for address in addresses[:_MOST_TRIED]:
            try:
                stream = self._network.connect_tcp(address, port, self.within(timeout), local_address, socket_options)
                return _Timed(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        assert failed is not None
        raise failed

    def within(self, timeout: float | None) -> float | None:
        """Seconds that one step may take. Raises `httpcore.ReadTimeout` after the deadline."""
        if self.deadline is None:
            return timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole of it is over")
        return left if timeout is None else min(timeout, left)

    def _check(self, host: str, address: str) -> None:
        ip = _embedded(ipaddress.ip_address(address))
        if ip.is_multicast or any(ip in network for network in _NEVER):
            raise PrivateAddress(host, address, can_be_allowed=False)
        if not self._allow_private and not is_public(ip):
            raise PrivateAddress(host, address, can_be_allowed=True)


def is_public(address: _Address) -> bool:
    """Whether an address is of the public internet: not private, loopback, carrier-grade NAT, reserved or the like,
    neither itself nor the one that it carries inside."""
    inside = _embedded(address)
    site_local = isinstance(inside, ipaddress.IPv6Address) and inside.is_site_local
    return inside.is_global and not (inside.is_multicast or inside.is_reserved or inside.is_unspecified or site_local)


def _embedded(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 address stands for, where it does (mapped, 6to4, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


class _Timed(httpcore.NetworkStream):
    """A stream every step of which ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, guarded: Guarded) -> None:
        self._stream = stream
        self._guarded = guarded

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guarded.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guarded.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(
            self._stream.start_tls(ssl_context, server_hostname, self._guarded.within(timeout)), self._guarded
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
