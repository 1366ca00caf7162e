"""A question for what a release says as a whole: its first paragraph answers, which is written to say just that."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pressdesk.ingest.dates import WrittenDate, written_dates
from pressdesk.ingest.fold import fold
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.links.link import LinkKind, Links
from pressdesk.ingest.links.linking import current_links
from pressdesk.ingest.release import PartKind
from pressdesk.ingest.store import Store

from .evidence import Evidence
from .retriever import Retrieved, ScoredPassage
from .sentences import Candidate

SENTENCES = 3
"""Quoted of a first paragraph; of several releases of one day the first sentence each, of as many releases."""

_LEAST_TITLE = 6
"""Characters of a title that tell its release from others."""

NAMED = 1.0
"""Confidence of an answer that is the beginning of a release that the question names."""

_QUOTED = re.compile(r"[《「『“\"](?P<name>[^》」』”\"]+)[》」』”\"]")
_CHINESE = (
    r"(?:[说讲谈写]|宣布|公布|发表|提到|提及)(?:了|咗|过)?(?:些|啲)?(?:[什甚]么|咩|乜嘢|乜)|关于(?:[什甚]么|咩)"
    r"|内容|重点|要点|大意|梗概|摘要|撮要|概要|主旨|总结|概括|概述|简述"
)
_ENGLISH = r"summar(?:y|i[sz]e)|(?:main|key) points?|gist"
_ASKS = re.compile(rf"{_CHINESE}|\b(?:{_ENGLISH}|what\b.*\b(?:says?|said|announces?|announced|about|covers?))\b")
_GENERAL = re.compile(
    rf"{_CHINESE}|请问?|帮我|可以|可否|能否|一下|[这那该份篇则个]|题为|标题|名为|新闻稿|新闻公报|公告|文章|发布|发出|主要|基本|大致"
    rf"|哪些|[什甚]么|[的是有在系嘅了吗呢里为何中和与及会]|\b(?:{_ENGLISH}|says?|said|announces?|announced|about|covers?|what|is|are"
    r"|was|were|does|do|did|the|a|an|of|in|on|from|for|me|us|please|can|could|you|give|tell|press|releases?|statements?"
    r"|announcements?|published|issued|dated|titled|called|entitled|its?|this|that|s)\b"
)


def leads(retrieved: Retrieved, store: Store) -> list[Candidate]:
    """The first sentences of the releases that the question wants told as a whole, in the order in which they are to be
    quoted; none where it asks for anything else. A release is named by its title, or by its day."""
    text = fold(retrieved.question.text).text
    if not _ASKS.search(text):
        return []
    wanted = _wanted(retrieved, text)
    if not wanted:
        return []
    # Links are read from the database, which a question that only looks like one of these has no need of.
    releases = _one_version_each(wanted, current_links(store), retrieved.question.language)
    count = SENTENCES if len(releases) == 1 else 1
    return [candidate for scored in releases[:SENTENCES] for candidate in _lead(scored, retrieved, store)[:count]]


def _wanted(retrieved: Retrieved, text: str) -> list[ScoredPassage]:
    """A passage each of the releases that are named, where nothing else is asked of them."""
    found = {scored.release.id: scored for scored in reversed(retrieved.passages)}.values()
    titled = [one for one in found if any(map(_is_general, _without_title(text, one.release.title)))]
    if titled or not _is_general(text):
        return titled
    dates = written_dates(text)
    return [one for one in found if any(_is_of(one.release.date, date) for date in dates)]


def _is_of(day: datetime.date | None, written: WrittenDate) -> bool:
    """Whether a release's day is the one that is written, with its year or without."""
    named = (written.month, written.day)
    return day is not None and (day.month, day.day) == named and written.year in (None, day.year)


def _without_title(text: str, title: str) -> Iterator[str]:
    """The folded text without the title, or without a piece of it that stands in quotation marks."""
    folded = fold(title).text
    if len(folded) >= _LEAST_TITLE and folded in text:
        yield text.replace(folded, " ")
    for quoted in _QUOTED.finditer(text):
        if len(quoted["name"]) >= _LEAST_TITLE and quoted["name"].strip() in folded:
            yield _cut(text, [quoted.span()])


def _is_general(text: str) -> bool:
    """Whether there is nothing in it but that something is to be told of a release, of some day or none."""
    undated = _cut(text, [(date.start, date.end) for date in written_dates(text)])
    return not any(c.isalnum() for c in _GENERAL.sub(" ", undated))


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _one_version_each(found: Sequence[ScoredPassage], links: Links, language: str) -> list[ScoredPassage]:
    """Of a release and its translations and duplicates one, in the question's language and script where it is."""

    def distance(scored: ScoredPassage) -> tuple[bool, bool]:
        own = scored.release.language
        return language_group(own) != language_group(language), own != language

    kept: list[ScoredPassage] = []
    for scored in sorted(found, key=distance):
        versions = links.others(scored.release.id, LinkKind.TRANSLATION, LinkKind.DUPLICATE)
        if not any(other.release.id in versions for other in kept):
            kept.append(scored)
    return kept


def _lead(scored: ScoredPassage, retrieved: Retrieved, store: Store) -> list[Candidate]:
    """The sentences of the first paragraph of the body, with the evidence that the release is named."""
    passages = store.passages(store.passage_ids(scored.release.id)).values()
    body = [passage for passage in passages if passage.kind is PartKind.BODY]
    if not body:
        return []
    lead = min(body, key=lambda passage: passage.start)
    crossing = language_group(scored.release.language) != language_group(retrieved.question.language)
    chinese = language_group(scored.release.language) == "zh"
    evidence = Evidence(0.0, scored.fused, 0.0, 1.0, 1.0, 0.0, 0.0, chinese)
    return [
        Candidate(sentence, replace(scored, passage=lead), evidence, crossing, 0.0)
        for sentence in store.sentences([lead.id]).get(lead.id, [])
    ]
