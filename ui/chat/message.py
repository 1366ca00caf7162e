"""A turn of the conversation as HTML: the question, and the answer with links to the places that say it.

Gradio reads messages as Markdown. One line of HTML that starts with a block element passes through it untouched, so
every text's line ends are written as references, and no message has a line end of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.release import PressContact
from pressdesk.rag.answer import Answer, Citation, Sentence, TranslatedPlace

from ..addresses import release_address
from ..conversations.store import MAX_COMMENT, Rating
from ..problems import public_message
from ..words import Words

_NEAREST_SHOWN = 2
_LINE_END = re.compile(r"\r\n|\r|\n")
_BETWEEN_LINES = re.compile(r"\s*\n\s*")
_THUMB = Markup(
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M3 9h3v8H3zM7.5 9.2 11 3c1.2 0 2 .8 2'
    ' 2v3.2h3.4c.9 0 1.5.8 1.3 1.7l-1.2 5.8c-.2.8-.8 1.3-1.6 1.3H7.5z" fill="none" stroke="currentColor"'
    ' stroke-width="1.4" stroke-linejoin="round"/></svg>'
)


@dataclass(frozen=True)
class Copies:
    """An answer as it is copied: quotations in the interface's language, in Chinese and in English, the whole as
    Markdown, and the address of its page."""

    quotation: str
    chinese: str
    english: str
    markdown: str
    link: str


@dataclass(frozen=True)
class Shown:
    """What is shown with an answer. `answer_id`: empty for one that is not kept; `contact`: whom to ask where the
    releases don't say; `withdrawn`, `changed`: sentences that are no longer shown."""

    answer_id: str = ""
    rating: Rating = ""
    comment: str = ""
    copies: Copies | None = None
    contact: PressContact | None = None
    contact_language: str = ""
    withdrawn: int = 0
    changed: int = 0
    stopped: bool = False

    def notices(self, words: Words) -> Iterator[str]:
        if self.stopped:
            yield words.stopped
        if self.withdrawn:
            yield words.withdrawn.format(count=self.withdrawn)
        if self.changed:
            yield words.changed.format(count=self.changed)


@dataclass(frozen=True)
class _Said:
    """A sentence to show: its text in pieces, those that were asked for marked; `foreign`: citations in a language that
    the answer is not in, which its reader may not read off the quotation."""

    language: str
    pieces: list[tuple[str, bool]]
    citations: list[Citation]
    foreign: list[Citation]


def question_message(question: str) -> str:
    """The question as it was typed."""
    return f'<div class="asked">{_written(question)}</div>'


def searching_message(words: Words) -> str:
    """What stands where the answer will be."""
    return f'<div class="turn searching"><p>{_written(words.searching)}</p></div>'


def answer_message(answer: Answer, words: Words, shown: Shown | None = None, *, beside: bool = True) -> str:
    """The answer with its citations; a refusal with what came nearest and whom to ask. `beside`: releases open in the
    chat's other side, and not in place of the page."""
    html = _templates.get_template("message.html").render(
        answer=answer,
        words=words,
        shown=shown or Shown(),
        sentences=[_said(s, answer) for s in answer.sentences],
        target=Markup(' target="reader"') if beside else "",
    )
    return _BETWEEN_LINES.sub("", html)


def error_message(error: Exception, words: Words) -> str:
    """What went wrong and what to do, in `words` where they tell it; any error but Pressdesk's own: an apology."""
    if not isinstance(error, PressdeskError):
        told = [words.apology]
    elif error.code in words.problems:
        told = [words.problems[error.code]]
    else:
        told = [public_message(error), error.remedy]
    return f'<div class="turn failed">{"".join(f"<p>{_written(text)}</p>" for text in told if text)}</div>'


def notice_message(text: str) -> str:
    """Something that the chat itself has to say."""
    return f'<div class="turn failed"><p>{_written(text)}</p></div>'


def _said(sentence: Sentence, answer: Answer) -> _Said:
    cited = {citation.n: citation for citation in answer.citations}
    sources = [cited[n] for n in sentence.citations if n in cited]
    foreign = [c for c in sources if _speech(c.language) != _speech(answer.language)]
    quoted = next((c.language for c in foreign if sentence.text.strip() in c.quote), answer.language)
    return _Said(quoted, list(_pieces(sentence)), sources, foreign)


def _pieces(sentence: Sentence) -> Iterator[tuple[str, bool]]:
    at = 0
    for stretch in sentence.highlights:
        if stretch.start >= at:
            yield sentence.text[at : stretch.start], False
            yield sentence.text[stretch.start : stretch.end], True
            at = stretch.end
    yield sentence.text[at:], False


def _among(place: TranslatedPlace, cited: Sequence[Citation]) -> bool:
    """Whether one of the citations has the place."""
    return any(c.release_id == place.release_id and c.start < place.end and place.start < c.end for c in cited)


def _speech(tag: str) -> str:
    return tag.partition("-")[0]


def _written(value: Any) -> Markup:
    """A value as HTML without line ends."""
    return value if isinstance(value, Markup) else Markup(_LINE_END.sub("&#10;", str(escape(value))))


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, finalize=_written
)
_templates.filters["telephone"] = lambda number: re.sub(r"[^\d+]", "", number)
_templates.globals.update(
    address=release_address,
    among=_among,
    max_comment=MAX_COMMENT,
    nearest_shown=_NEAREST_SHOWN,
    space=Markup("&#32;"),
    thumb=_THUMB,
)
