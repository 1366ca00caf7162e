"""An answer to take away: as quotations to paste into an article, and whole as Markdown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pressdesk.ingest.release import Release
from pressdesk.ingest.repair import close_up
from pressdesk.rag.answer import Answer, Citation, Hit, TranslatedPlace

from ..addresses import public_address, release_address
from ..interface import words_in
from .markdown_text import as_it_is, link, on_one_line
from .quotation import quotation
from .words import COPY


@dataclass(frozen=True)
class Source:
    """A place in a release as a copy lists it. `number`: a citation's in brackets, empty for a passage of a refusal;
    `about`: title, organisation and day; `address`: where the server shows it marked; `url`: its public page or
    empty; `language`: the release's;
    `translations`: where translations say the same."""

    number: str
    quote: str
    about: str
    language: str
    address: str
    url: str
    translations: tuple[TranslatedPlace, ...] = ()


def sources(answer: Answer, release_of: Callable[[str], Release], language: str, base_url: str) -> list[Source]:
    """The citations of an answer, or what came nearest to a refused question, as `still_said` left them. Raises
    `UnknownRelease`."""
    places = answer.passages if answer.refused else answer.citations
    return [_source(place, release_of(place.release_id), language, base_url) for place in places]


def as_quotation(answer: Answer, release_of: Callable[[str], Release], language: str) -> str:
    """Every citation as a quotation with its release, a line each, as the interface `language` writes them; empty for a
    refusal. Raises `UnknownRelease`."""
    return "\n".join(
        quotation(_joined(citation, answer), citation.title, organisation, citation.date, language)
        for citation in answer.citations
        for organisation in [release_of(citation.release_id).organisation]
    )


def as_markdown(
    question: str,
    answer: Answer,
    release_of: Callable[[str], Release],
    language: str,
    base_url: str,
    asked: str = "",
) -> str:
    """The question, the answer with the numbers of its citations, notices, and a list of the sources with links; of a
    refusal what came nearest, called so. Labels are in the interface `language`; `base_url` is the server's address;
    `asked`: when it was asked, in words. Raises `UnknownRelease`."""
    blocks = [f"## {on_one_line(question)}"]
    if asked:
        blocks.append(on_one_line(asked))
    blocks += [*_said(answer, language), *_listed(sources(answer, release_of, language, base_url), answer, language)]
    return "\n\n".join(blocks) + "\n"


def _said(answer: Answer, language: str) -> Iterator[str]:
    if answer.asked_as:
        yield on_one_line(f"{words_in(language).asked_as}{answer.asked_as}")
    if answer.refused:
        yield as_it_is(answer.text)
    elif not answer.sentences:
        yield as_it_is(COPY[language].nothing_left)
    for sentence in answer.sentences:
        yield as_it_is(sentence.text) + "".join(f"[{n}]" for n in sentence.citations)
    for notice in answer.notices:
        yield f"> {as_it_is(notice, '> ')}"


def _listed(listed: list[Source], answer: Answer, language: str) -> Iterator[str]:
    words = words_in(language)
    if listed:
        yield f"### {on_one_line(words.nearest if answer.refused else words.citations)}"
        yield "\n".join(line for source in listed for line in (_item(source, language), *_translated(source, language)))


def _item(source: Source, language: str) -> str:
    number = f"{source.number} " if source.number else ""
    links = [link(COPY[language].in_original, source.address)]
    if source.url:
        links.append(link(on_one_line(words_in(language).public_page), source.url))
    return f"- {number}{as_it_is(source.quote, '  ')}\\\n  {on_one_line(source.about)} · {' · '.join(links)}"


def _translated(source: Source, language: str) -> Iterator[str]:
    words = words_in(language)
    base = source.address[: source.address.index(release_address(""))]
    for place in source.translations:
        said_in = words.in_language.format(language=words.language_name(place.language))
        address = base + release_address(place.release_id, place.start, place.end)
        quoted, there = as_it_is(place.quote, "    "), link(COPY[language].in_original, address)
        yield f"  - {on_one_line(said_in)}: {quoted} · {there}"


def _source(place: Citation | Hit, release: Release, language: str, base_url: str) -> Source:
    about = [place.title, release.organisation, words_in(language).day(place.date)]
    return Source(
        number=f"[{place.n}]" if isinstance(place, Citation) else "",
        quote=place.quote if isinstance(place, Citation) else place.text,
        about=" · ".join(filter(None, about)),
        language=place.language,
        address=base_url.rstrip("/") + release_address(place.release_id, place.start, place.end),
        url=public_address(place.url),
        translations=place.translations if isinstance(place, Citation) else (),
    )


def _joined(citation: Citation, answer: Answer) -> str:
    """The quote on one line: its lines kept apart where the answer keeps those of this sentence apart."""
    beside = {n for sentence in answer.sentences if citation.n in sentence.citations for n in sentence.citations}
    quotes = [c.quote for c in answer.citations if c.n in beside]
    shown = {sentence.text for sentence in answer.sentences if citation.n in sentence.citations}
    tight = shown & {close_up(quote) for quote in quotes}
    return close_up(citation.quote, lines_stand=not tight)
