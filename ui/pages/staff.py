"""The staff page: releases are brought in, corrected and withdrawn; what readers asked and said is seen."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from pressdesk.ingest.errors import HomeError
from pressdesk.ingest.preview import Preview, choosable_lines
from pressdesk.ingest.read import MAX_BYTES, MAX_TEXT_BYTES, SUFFIXES
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.store import Store

from ..addresses import answer_address, release_address
from ..conversations.store import Conversations
from ..desk import Desk
from ..doubt_words import DOUBTS
from ..interface import words_in
from ..problems import public_message
from ..uploads.override_documents import PreviewOut
from ..words import Words
from .release_words import RELEASE
from .rendering import Pages, asset
from .staff_heard import heard
from .staff_list import Found, found
from .staff_words import StaffWords
from .staff_words_en import EN
from .staff_words_zh_hans import ZH_HANS
from .staff_words_zh_hant import ZH_HANT

STAFF: Mapping[str, StaffWords] = {"zh-Hant": ZH_HANT, "zh-Hans": ZH_HANS, "en": EN}
"""The staff page's words, by interface language."""

_FIRST_QUESTIONS = {
    "zh-Hant": "《{title}》宣布甚麼？",
    "zh-Hans": "《{title}》宣布什么？",
    "en": "What is announced in “{title}”?",
}
"""What is suggested to ask of a release that was brought in, by its own language; in English of any other."""

_MODULES = ("staff_server.js", "staff_telling.js", "staff_form.js", "staff_taking_in.js", "staff_list.js")
"""What `staff.js` imports; a browser is told under which address it has them as they are now."""


def add_staff(app: FastAPI, desk: Desk, pages: Pages, conversations: Conversations) -> None:
    """`/staff`, and with `?correct=` the page that corrects one release. Both are at one path: a browser sends the key
    that it was given for a page to what is beside and below the page alone."""

    @app.get("/staff", response_class=HTMLResponse, include_in_schema=False)
    def staff(
        request: Request,
        find: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
        correct: Annotated[str, Query(max_length=300)] = "",
    ) -> HTMLResponse:
        language = pages.language(request)
        shared: dict[str, Any] = {
            "staff": STAFF[language],
            "types": RELEASE[language].types,
            "place": request.url.remove_query_params("lang").replace(scheme="", netloc="", fragment=""),
            "questions": _FIRST_QUESTIONS,
            "imports": {f"/pages/{name}": asset(name) for name in _MODULES},
            "script": dict(STAFF[language].script) | {f"doubt-{kind}": said for kind, said in DOUBTS[language].items()},
            "kinds": ",".join(sorted(SUFFIXES)),
            "most": MAX_BYTES,
            "most_text": MAX_TEXT_BYTES,
            "read_at": release_address,
            "answer_at": answer_address,
        }
        if correct:
            return pages.show(
                request, lambda: pages.page(request, "staff_correct.html", **_one(desk, correct), **shared)
            )
        listed, trouble = _listed(desk, words_in(language), find, page)
        return pages.show(
            request,
            lambda: pages.page(
                request,
                "staff.html",
                listed=listed,
                trouble=trouble,
                heard=heard(conversations),
                kept=desk.settings.keep_days > 0,
                **shared,
            ),
        )


def _listed(desk: Desk, words: Words, find: str, page: int) -> tuple[Found, str]:
    """The releases, or none and what is wrong with the index: that it can be made again is said on this very page."""
    try:
        return found(desk.releases(), find, page), ""
    except HomeError as error:
        told = words.problems.get(error.code) or f"{public_message(error)} {error.remedy}"
        return found([], find, page), told


def _one(desk: Desk, release_id: str) -> dict[str, Any]:
    """A release as it is, and what is recognised in its text alone. Raises `UnknownRelease`, `NoIndex`."""
    store = Store.open(desk.settings.home)
    try:
        release = store.release(release_id)
        name, _, source = store.original(release_id)
    finally:
        store.close()
    recognised, *_ = recognise(release_id, name, source.text, source.structure)
    shown = PreviewOut.of(Preview(release, [], None, choosable_lines(source, release)))
    return {"shown": shown, "recognised": recognised}
