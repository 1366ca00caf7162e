"""A turn of a conversation with all that belongs to it: what is copied of it, whom to ask."""

from collections.abc import Callable
from functools import cache

from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.release import PressContact, Release
from pressdesk.rag.answer import Answer

from ..addresses import answer_address
from ..conversations.copies import as_markdown, as_quotation
from ..words import Words
from .message import Copies, Shown, answer_message, error_message, notice_message, searching_message
from .open_conversations import OpenTurn

ReleaseOf = Callable[[str], Release]
"""Gives a release by its id. Raises `UnknownRelease`."""


def turn_message(turn: OpenTurn, words: Words, release_of: ReleaseOf, base_url: str) -> str:
    """What came of a question, as HTML. `base_url`: the server's, for what is copied."""
    if not turn.question:
        return notice_message(words.empty_question)
    answer = turn.outcome
    if isinstance(answer, Exception):
        return error_message(answer, words)
    if answer is None or not (answer.complete or answer.sentences):
        return notice_message(words.stopped) if turn.stopped else searching_message(words)
    return answer_message(answer, words, shown_with(turn, words, release_of, base_url))


def shown_with(turn: OpenTurn, words: Words, release_of: ReleaseOf, base_url: str) -> Shown:
    """What is shown with the answer of a turn; while it grows, nothing."""
    answer, kept = turn.outcome, turn.kept
    assert isinstance(answer, Answer)
    if not answer.complete:
        return Shown(stopped=turn.stopped)
    release_of = cache(release_of)
    contact, language = _contact(answer, release_of)
    return Shown(
        answer_id=kept.id if kept else "",
        rating=kept.rating if kept else "",
        comment=kept.comment if kept else "",
        copies=_copies(turn, words.language, release_of, base_url),
        contact=contact,
        contact_language=language,
        withdrawn=turn.withdrawn,
        changed=turn.changed,
    )


def _copies(turn: OpenTurn, language: str, release_of: ReleaseOf, base_url: str) -> Copies | None:
    """None where a release that it needs is there no more."""
    answer = turn.outcome
    assert isinstance(answer, Answer)
    chinese = language if language != "en" else "zh-Hant"
    try:
        quotations = {form: as_quotation(answer, release_of, form) for form in {language, chinese, "en"}}
        markdown = as_markdown(turn.question, answer, release_of, language, base_url)
    except PressdeskError:
        return None
    link = base_url.rstrip("/") + answer_address(turn.kept.id) if turn.kept else ""
    return Copies(quotations[language], quotations[chinese], quotations["en"], markdown, link)


def _contact(answer: Answer, release_of: ReleaseOf) -> tuple[PressContact | None, str]:
    """Whom to ask where the releases don't say: the press contact of the nearest, with the language that it is in."""
    if not (answer.refused and answer.passages):
        return None, ""
    try:
        release = release_of(answer.passages[0].release_id)
    except PressdeskError:
        return None, ""
    known = release.contact if release.contact.phone or release.contact.email else None
    return known, release.language
