"""Pages from templates: each in the language of who looks at it, none with anything from another host."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pressdesk.ingest.errors import PressdeskError

from ..interface import LANGUAGE_COOKIE, LANGUAGE_NAMES, interface_language, spoken_to, words_in
from ..problems import public_message
from .site_words import SITE

_HERE = Path(__file__).parent
_ADDRESS = "/pages"
_YEAR = 365 * 24 * 3600


class _Assets(StaticFiles):
    """Style sheets and scripts, and nothing else of this folder; kept by browsers as long as they are the same."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not path.endswith((".css", ".js")):
            raise HTTPException(404, f"There is no {_ADDRESS}/{path}.")
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = f"max-age={_YEAR}, immutable"
        return response


class Pages:
    """What renders a template for a request. `interface`: the setting, `auto` or a language."""

    def __init__(self, interface: str = "auto") -> None:
        self._interface = interface
        self._templates = Environment(
            loader=FileSystemLoader(_HERE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["asset"] = asset
        self._templates.globals["languages"] = LANGUAGE_NAMES
        self._templates.filters["exact"] = exact

    def language(self, request: Request) -> str:
        """The language for who looks: that of `?lang=`, where there is one, stays chosen."""
        asked = request.query_params.get("lang")
        if asked in LANGUAGE_NAMES:
            return interface_language(None, asked)
        return spoken_to(request, self._interface)

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The template filled in. It sees `language`, `words` (`Words`), `site` (`SiteWords`), `asset(name)`,
        `languages` and `here` (this page's address without its language), besides `values`."""
        language = self.language(request)
        text = self._templates.get_template(template).render(
            language=language,
            words=words_in(language),
            site=SITE[language],
            here=request.url.remove_query_params("lang"),
            **values,
        )
        response = HTMLResponse(text, status)
        response.headers["vary"] = "Accept-Language, Cookie"
        response.headers["cache-control"] = "no-cache"
        if request.query_params.get("lang") in LANGUAGE_NAMES:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, samesite="lax")
        return response

    def show(self, request: Request, page: Callable[[], HTMLResponse]) -> HTMLResponse:
        """What `page` makes, or, where it raises an error of Pressdesk's own, a page that tells of it."""
        try:
            return page()
        except PressdeskError as error:
            return self.failed(request, error)

    def failed(self, request: Request, error: PressdeskError) -> HTMLResponse:
        """A page that tells of the error and what to do."""
        told = words_in(self.language(request)).problems.get(error.code)
        message = told or public_message(error)
        return self.page(request, "failed.html", error.status, message=message, remedy="" if told else error.remedy)


def add_assets(app: FastAPI) -> None:
    """Serve the pages' style sheets and scripts below `/pages`."""
    app.mount(_ADDRESS, _Assets(directory=_HERE))


@cache
def asset(name: str) -> str:
    """The address of a style sheet or script in this folder: another one where its content is another."""
    digest = hashlib.sha256((_HERE / name).read_bytes()).hexdigest()[:12]
    return f"{_ADDRESS}/{name}?v={digest}"


def exact(text: str) -> Markup:
    """`text` for a place whose every character counts: a browser reads CR and CRLF in a page as LF, so CR is written as
    a reference."""
    return Markup(str(escape(text)).replace("\r", "&#13;"))
