"""An answer as plain text for programs that take nothing else: sentences with numbers, notices, and the sources."""

from pressdesk.rag.answer import Answer, Citation

from .addresses import release_address


def answer_text(answer: Answer, base_url: str = "") -> str:
    """The whole answer as text; `base_url` is the server's, for links to the quoted characters."""
    return f"{answer.text}{after_sentences(answer, base_url)}"


def after_sentences(answer: Answer, base_url: str = "") -> str:
    """What comes behind the sentences: what the reader should know, then a line a source."""
    sources = "\n".join(_source(citation, base_url) for citation in answer.citations)
    return "".join(f"\n\n{part}" for part in (*answer.notices, sources) if part)


def _source(citation: Citation, base_url: str) -> str:
    place = f"{citation.release_id}, {citation.start}–{citation.end}"
    address = release_address(citation.release_id, citation.start, citation.end)
    link = f" {base_url.rstrip('/')}{address}" if base_url else ""
    day = f"{citation.date} " if citation.date else ""
    return f"[{citation.n}] {day}{citation.title} ({place}){link}"
