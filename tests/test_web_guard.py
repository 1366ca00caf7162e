"""A fetch reaches nothing in the own network, whatever the site tries."""

import datetime
import ipaddress
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pressdesk.ingest.errors import AddressRefused, AddressUnreachable
from pressdesk.ingest.web.addresses import canonical, file_name
from pressdesk.ingest.web.guarded import is_public
from pressdesk.ingest.web.outcomes import Fetched, Skipped

from .website import Page, Website, fetched, reason, release, website

XML = "application/xml"

METADATA = "http://169.254.169.254/latest/meta-data/"


@pytest.fixture
def site() -> Iterator[Website]:
    with website({"/pier": release("碼頭啟用"), "/lighthouse": release("燈塔修復")}) as made:
        yield made


def turning_inwards(asked: list[str]) -> Callable[[str, int], Sequence[str]]:
    """A resolver that says something else the second time, as whoever rebinds a name does; notes what it is asked."""

    def resolve(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    return resolve


@contextmanager
def secure_site(name: str) -> Iterator[tuple[int, ssl.SSLContext, list[str]]]:
    """A server with a certificate for `name`: its port, a context that trusts it, and the names that it was asked by."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    names: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"" if self.path == "/robots.txt" else b"<html><body>secure</body></html>"
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None: ...

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "both.pem"
        file.write_bytes(pem + secret)
        context.load_cert_chain(file)
    context.sni_callback = lambda _socket, asked, _context: names.append(asked or "")
    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_port, ssl.create_default_context(cadata=pem.decode()), names
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1"],
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0"])
def test_own_network_is_not_fetched_from_and_the_way_out_is_told(site: Website, tmp_path: Path, host: str) -> None:
    port = site.url.rpartition(":")[2]
    told = reason(fetched(tmp_path, f"http://{host}:{port}/pier", allow_private=False))
    assert isinstance(told, AddressRefused)
    assert "PRESSDESK_FETCH_PRIVATE" in told.remedy
    assert told.url.endswith("/pier")
    assert site.seen == []


@pytest.mark.parametrize(
    "url",
    [METADATA, "http://[fd00:ec2::254]/", "http://100.100.100.200/", "http://168.63.129.16/", "http://[fe80::1]/"],
)
def test_where_clouds_keep_passwords_is_never_fetched(tmp_path: Path, url: str) -> None:
    told = reason(fetched(tmp_path, url))
    assert isinstance(told, AddressRefused) and "PRESSDESK_FETCH_PRIVATE" not in told.remedy


@pytest.mark.parametrize(
    "target", [METADATA, "file:///etc/passwd", "gopher://127.0.0.1/", "http://name:word@127.0.0.1/"]
)
def test_redirects_are_checked_again(site: Website, tmp_path: Path, target: str) -> None:
    site.pages["/away"] = Page(status=302, headers={"Location": target})
    assert isinstance(reason(fetched(tmp_path, f"{site.url}/away")), AddressRefused)
    assert not list(tmp_path.rglob("*.html"))


def test_robots_txt_that_redirects_into_the_own_network(site: Website, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Page(status=301, headers={"Location": METADATA})
    assert isinstance(reason(fetched(tmp_path, f"{site.url}/pier")), AddressRefused)
    assert site.paths == []


@pytest.mark.parametrize("kind", ["feed", "sitemap", "index"])
def test_what_lists_name_is_checked(site: Website, tmp_path: Path, kind: str) -> None:
    links = ["file:///etc/passwd", METADATA, f"{site.url}/pier"]
    made = {
        "feed": "<rss version='2.0'><channel>{}</channel></rss>",
        "sitemap": "<urlset>{}</urlset>",
        "index": "<sitemapindex>{}</sitemapindex>",
    }
    one = {
        "feed": "<item><title>t</title><link>{}</link></item>",
        "sitemap": "<url><loc>{}</loc></url>",
        "index": "<sitemap><loc>{}</loc></sitemap>",
    }
    site.pages["/list"] = Page(made[kind].format("".join(one[kind].format(link) for link in links)).encode(), XML)
    outcomes = fetched(tmp_path, f"{site.url}/list")
    assert [type(outcome.error) for outcome in outcomes if isinstance(outcome, Skipped)] == [AddressRefused] * 2
    assert [outcome.url for outcome in outcomes if isinstance(outcome, Fetched)] == [f"{site.url}/pier"]


def test_name_is_resolved_once_and_that_is_connected_to(site: Website, tmp_path: Path) -> None:
    asked: list[str] = []
    rebinding = turning_inwards(asked)
    port = site.url.rpartition(":")[2]
    (page,) = fetched(tmp_path, f"http://harbour.example:{port}/pier", resolve=rebinding)
    assert isinstance(page, Fetched) and page.url == f"http://harbour.example:{port}/pier"
    assert {headers["host"] for _, headers in site.seen} == {f"harbour.example:{port}"}
    assert asked == ["harbour.example"]


def test_name_that_turns_inwards_between_two_connections(site: Website, tmp_path: Path) -> None:
    rebinding = turning_inwards([])
    site.pages["/robots.txt"] = Page(b"", "text/plain", headers={"Connection": "close"})
    port = site.url.rpartition(":")[2]
    told = reason(fetched(tmp_path, f"http://harbour.example:{port}/pier", resolve=rebinding))
    assert isinstance(told, AddressRefused) and "169.254.169.254" in str(told)
    assert site.paths == []


def test_name_with_an_inner_address_among_others(site: Website, tmp_path: Path) -> None:
    port = site.url.rpartition(":")[2]
    addresses = ["127.0.0.1", "169.254.169.254"]
    told = reason(fetched(tmp_path, f"http://harbour.example:{port}/pier", resolve=lambda *_: addresses))
    assert isinstance(told, AddressRefused)
    assert site.seen == []


def test_next_address_where_the_first_does_not_answer(site: Website, tmp_path: Path) -> None:
    port = site.url.rpartition(":")[2]
    (page,) = fetched(tmp_path, f"http://harbour.example:{port}/pier", resolve=lambda *_: ["127.0.0.99", "127.0.0.1"])
    assert isinstance(page, Fetched)


def test_certificate_is_checked_by_the_name_not_by_the_address(tmp_path: Path) -> None:
    with secure_site("harbour.example") as (port, trusting, names):
        given: dict[str, Any] = {"resolve": lambda *_: ["127.0.0.1"], "tls": trusting}
        (page,) = fetched(tmp_path, f"https://harbour.example:{port}/", **given)
        assert isinstance(page, Fetched) and set(names) == {"harbour.example"}
        told = reason(fetched(tmp_path, f"https://other.example:{port}/", **given))
        assert isinstance(told, AddressUnreachable) and "certificate is not trusted" in str(told)
        told = reason(fetched(tmp_path, f"https://harbour.example:{port}/", resolve=given["resolve"]))
        assert "certificate is not trusted" in str(told)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "javascript:alert(1)",
        "http://",
        "https:///x",
        "not an address",
        "http://a.example:99999/",
        "http://u:p@a.example/",
    ],
)
def test_what_is_no_address_of_a_page(tmp_path: Path, url: str) -> None:
    told = reason(fetched(tmp_path, url))
    assert isinstance(told, AddressRefused) and told.remedy
    assert "u:p@" not in str(told)


def test_one_address_for_one_page() -> None:
    assert canonical(" HTTPS://Harbour.Example:443/a/../b?id=3&UTM_Source=x&q=%A4%A4+b&flag#top ") == (
        "https://harbour.example/b?id=3&q=%A4%A4+b&flag"
    )
    assert canonical("http://例子.香港/新聞") == "http://xn--fsqu00a.xn--j6w193g/%E6%96%B0%E8%81%9E"
    assert canonical("http://a.example") == canonical("http://a.example/?utm_source=x") == "http://a.example/"


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/%2e%2e%2f%2e%2e%2fetc", "/a%00b", "/" + "新" * 500, "/...", "/.hidden/.x", "/CON", "/a\\b"],
)
def test_names_of_files_stay_in_their_folder(path: str) -> None:
    folder, _, name = file_name(canonical(f"http://harbour.example{path}")).partition("/")
    assert folder == "harbour.example"
    assert not set(name) & set("/\\\0:") and not name.startswith(".") and len(name.encode()) < 150
