"""A turn of the conversation as HTML: the question, and the answer with links to the places that say it.

Gradio reads messages as Markdown. One line of HTML that starts with a block element passes through it untouched,
so every text is escaped here, its line ends too, and no message has a line end of its own.
"""

from collections.abc import Iterable
from html import escape

from pressdesk.ingest.errors import PressdeskError
from pressdesk.rag.answer import Answer, Citation, Hit, Sentence

from .addresses import release_address
from .words import Words


def question_message(question: str) -> str:
    """The question as it was typed."""
    return f'<div class="asked">{_text(question)}</div>'


def searching_message(words: Words) -> str:
    """What stands where the answer will be."""
    return f'<div class="turn searching"><p>{_text(words.searching)}</p></div>'


def answer_message(answer: Answer, words: Words) -> str:
    """The answer with its citations; a refusal with what came nearest, folded away."""
    body = _refusal(answer, words) if answer.refused else _said(answer, words) + _citations(answer.citations, words)
    notices = "".join(f'<p class="notice"{_lang(answer.language)}>{_text(notice)}</p>' for notice in answer.notices)
    kind = "turn refused" if answer.refused else "turn"
    growing = "" if answer.complete else " growing"
    asked = f'<p class="asked-as">{_asked_as(answer, words)}</p>' if answer.asked_as else ""
    return f'<div class="{kind}{growing}">{asked}{notices}{body}{_struck(answer, words)}</div>'


def error_message(error: Exception, words: Words) -> str:
    """What went wrong and what to do, in `words` where they tell it; any error but Pressdesk's own: an apology."""
    if not isinstance(error, PressdeskError):
        told = f"<p>{_text(words.apology)}</p>"
    elif error.code in words.problems:
        told = f"<p>{_text(words.problems[error.code])}</p>"
    else:
        told = f"<p>{_text(error.message)}</p>" + (f"<p>{_text(error.remedy)}</p>" if error.remedy else "")
    return f'<div class="turn failed">{told}</div>'


def notice_message(text: str) -> str:
    """Something that the chat itself has to say."""
    return f'<div class="turn failed"><p>{_text(text)}</p></div>'


def _asked_as(answer: Answer, words: Words) -> str:
    return f"{_text(words.asked_as)}<span{_lang(answer.language)}>{_text(answer.asked_as)}</span>"


def _said(answer: Answer, words: Words) -> str:
    """The sentences, each with its links. Where one quotes a release in a language that the answer is not in, they
    stand apart, and that one names its release and date: its reader may not read them off the quotation."""
    cited = {citation.n: citation for citation in answer.citations}
    said: list[tuple[str, str]] = []
    for sentence in answer.sentences:
        sources = [cited[n] for n in sentence.citations if n in cited]
        foreign = [c for c in sources if _speech(c.language) != _speech(answer.language)]
        quoted = next((c.language for c in foreign if sentence.text.strip() in c.quote), answer.language)
        links = "".join(_link(c, words, f"[{c.n}]", "cite") for c in sources)
        origins = "".join(
            f'<span class="origin">{_text(words.day(c.date))} · <span{_lang(c.language)}>{_text(c.title)}</span></span>'
            for c in foreign
        )
        said.append((f"<span{_lang(quoted)}>{_highlighted(sentence)}</span>{links}", origins))
    # A block each: sentences quoted from different places would read as one statement if they ran on.
    blocks = (f"<blockquote>{text}{origins}</blockquote>" if origins else f"<p>{text}</p>" for text, origins in said)
    return f'<div class="said">{"".join(blocks)}</div>'


def _highlighted(sentence: Sentence) -> str:
    """The sentence with what was asked for marked."""
    shown, at = "", 0
    for stretch in sentence.highlights:
        if stretch.start >= at:
            piece = sentence.text[stretch.start : stretch.end]
            shown += f"{_text(sentence.text[at : stretch.start])}<mark>{_text(piece)}</mark>"
            at = stretch.end
    return shown + _text(sentence.text[at:])


def _refusal(answer: Answer, words: Words) -> str:
    told = f'<p class="verdict">{_text(words.refused)}</p><p{_lang(answer.language)}>{_text(answer.text)}</p>'
    if not answer.passages:
        return told
    passages = "".join(f"<li>{_link(hit, words, _place(hit, words, hit.text))}</li>" for hit in answer.passages)
    summary = _text(words.nearest.format(count=len(answer.passages)))
    return f'{told}<details class="nearest"><summary>{summary}</summary><ul>{passages}</ul></details>'


def _citations(citations: Iterable[Citation], words: Words) -> str:
    items = "".join(
        f'<li><span class="number">[{c.n}]</span>{_link(c, words, _place(c, words, c.quote))}</li>' for c in citations
    )
    return f'<section class="citations"><h2>{_text(words.citations)}</h2><ol>{items}</ol></section>' if items else ""


def _struck(answer: Answer, words: Words) -> str:
    if not answer.struck:
        return ""
    items = "".join(
        f"<li><s{_lang(answer.language)}>{_text(sentence.text)}</s> {_text(sentence.reason)}</li>"
        for sentence in answer.struck
    )
    summary = _text(words.struck.format(count=len(answer.struck)))
    return f'<details class="struck"><summary>{summary}</summary><ul>{items}</ul></details>'


def _place(place: Citation | Hit, words: Words, quoted: str) -> str:
    return (
        f'<span class="date">{_text(words.day(place.date))}</span> '
        f'<span class="title"{_lang(place.language)}>{_text(place.title)}</span>'
        f'<span class="quote"{_lang(place.language)}>{_text(quoted)}</span>'
    )


def _link(place: Citation | Hit, words: Words, shown: str, kind: str = "place") -> str:
    address = escape(release_address(place.release_id, place.start, place.end))
    title = _text(f"{place.title}, {words.day(place.date)}")
    return f'<a class="{kind}" href="{address}" target="reader" title="{title}">{shown}</a>'


def _speech(tag: str) -> str:
    return tag.partition("-")[0]


def _lang(tag: str) -> str:
    return f' lang="{_text(tag)}"' if tag else ""


def _text(text: str) -> str:
    return escape(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "&#10;")
