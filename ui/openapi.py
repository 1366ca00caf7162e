"""The OpenAPI document: what every endpoint has in common is said here once."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from .guard import needed_scope
from .problems import problems

_EVERYWHERE = (401, 403, 405, 429)
_WITH_A_BODY = (400, 408, 413)
_REQUEST_ID = {
    "X-Request-ID": {
        "description": "The request's own id where it came with one of 8 to 64 letters, digits, `.`, `_`, `-`.",
        "schema": {"type": "string"},
    }
}
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key, `pd_…`. Made by `pressdesk keys create`.",
}


def describe(app: FastAPI, keys_needed: Callable[[], bool]) -> None:
    """Let `app` describe itself with problems that any request may meet, request ids, and keys where they are
    needed."""

    def document() -> dict[str, Any]:
        found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        secured = keys_needed()
        if secured:
            found["components"]["securitySchemes"] = {"key": _KEY}
        for path, operations in found["paths"].items():
            for method, operation in operations.items():
                _complete(path, method.upper(), operation, secured=secured)
        return found

    app.openapi = document


def _complete(path: str, method: str, operation: dict[str, Any], *, secured: bool) -> None:
    if path.startswith("/v1/") or path == "/metrics":
        statuses = _EVERYWHERE + (_WITH_A_BODY if "requestBody" in operation else ())
        for status, told in problems(*statuses).items():
            schema = {"$ref": "#/components/schemas/Problem"}
            content = {"application/problem+json": {"schema": schema}}
            operation["responses"].setdefault(str(status), {"description": told["description"], "content": content})
        if secured:
            operation["security"] = [{"key": []}]
            operation["description"] = f"{operation.get('description', '')}\n\nScope: {needed_scope(method, path)}."
    for response in operation["responses"].values():
        response.setdefault("headers", {}).update(_REQUEST_ID)
