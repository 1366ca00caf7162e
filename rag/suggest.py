"""Questions to suggest: drawn from what releases say, and shown only where the desk is seen to answer them.

`draft` has what a question is before it is proved, `subject` what a release is about; `suggest_chinese` and
`suggest_english` make drafts of sentences by the rules of their language, and `proved` asks them. What was proved of a
release is kept as long as this object is, which is as long as the index does not change.
"""

import re
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pressdesk.ingest.fold import fold
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.links.link import Links
from pressdesk.ingest.release import PartKind, Release
from pressdesk.ingest.store import Store

from .answer import Answer
from .draft import Draft, Kind, Line, in_turn
from .partners import partner
from .proved import Prove, Suggestion, proved
from .subject import chinese_subject, english_subject
from .suggest_chinese import chinese_drafts, contact_questions, in_script
from .suggest_english import english_contact_questions, english_drafts

FOLLOW_UPS = 3
EXAMPLES = 4
"""Most questions that are suggested after an answer, and to somebody who has asked none yet."""

_PROOFS = 6
_EXAMPLE_PROOFS = 10
"""Most questions that are asked for one call: each takes some 100 ms."""

_NEWEST = 6
"""Releases, the newest, that examples are drawn from."""

_GROUPS = ("zh", "en")


@dataclass
class _Known:
    """What is known so far of a release's suggestions in one language."""

    release: Release
    untried: list[Draft]
    proved: list[Suggestion] = field(default_factory=list)


class Suggestions:
    """The suggestions of one revision of an index. Safe to call from many threads."""

    def __init__(self, releases: Iterable[Release], links: Links, store: Store, prove: Prove) -> None:
        """`releases`: those of the store, the newest first, and their links."""
        self._releases = releases
        self._links = links
        self._store = store
        self._prove = prove
        self._known: dict[tuple[str, str], _Known] = {}
        self._lock = threading.Lock()

    def follow_ups(self, answer: Answer, asked: Collection[str] = ()) -> list[str]:
        """Questions, three at most, that the releases of an answer answer with other sentences than it cites, in the
        language of its question; none of `asked`. Of a refusal, those that the releases found for it answer."""
        if language_group(answer.language) not in _GROUPS:
            return []
        said = {_bare(question) for question in (answer.question, answer.asked_as, *asked)}
        proofs = iter(range(_PROOFS))
        found: dict[str, str] = {}
        for release in self._sources(answer):
            if found and language_group(release.language) != language_group(answer.language):
                break
            known = self._of(release, answer.language)
            for suggestion in self._suggestions(known, proofs):
                if _bare(suggestion.question) not in said and not _cited(suggestion, answer):
                    found.setdefault(_bare(suggestion.question), suggestion.question)
                if len(found) == FOLLOW_UPS:
                    return list(found.values())
        return list(found.values())

    def examples(self, language: str = "") -> list[str]:
        """Questions, four at most, on the newest releases, of different releases and kinds as far as may be; on those
        in `language` (zh-Hant, zh-Hans or en), or any where there are none."""
        group = language_group(language) if language else ""
        newest = [*islice((r for r in self._releases if language_group(r.language) == group), _NEWEST)]
        spoken = language if newest else ""
        newest = newest or [*islice((r for r in self._releases if language_group(r.language) in _GROUPS), _NEWEST)]
        proofs = iter(range(_EXAMPLE_PROOFS))
        chosen: dict[str, Kind] = {}
        for _ in range(2):
            for release in newest:
                if len(chosen) == EXAMPLES:
                    return list(chosen)
                known = self._of(release, spoken or release.language)
                suggestion = self._next(known, proofs, {*chosen.values(), "contact"})
                if suggestion and suggestion.question not in chosen:
                    chosen[suggestion.question] = suggestion.kind
        return list(chosen)

    def _sources(self, answer: Answer) -> list[Release]:
        """The releases that an answer cites, in order, or that were found for one that was refused; their translation
        where the question is in the other language, and those without one last."""
        group = language_group(answer.language)
        found: dict[str, Release] = {}
        releases = {release.id: release for release in self._releases}
        for place in answer.passages if answer.refused else answer.citations:
            if place.release_id not in found:
                release = self._store.release(place.release_id)
                other = None
                if language_group(release.language) != group:
                    other = partner(release, self._links, releases, answer.language)
                found[place.release_id] = other or release
        return sorted({r.id: r for r in found.values()}.values(), key=lambda r: language_group(r.language) != group)

    def _of(self, release: Release, language: str) -> _Known:
        key = (release.id, language)
        known = self._known.get(key)
        if known is None:
            made = drafts(release, release_lines(self._store, release), language)
            with self._lock:
                known = self._known.setdefault(key, _Known(release, made))
        return known

    def _suggestions(self, known: _Known, proofs: Iterator[int]) -> Iterator[Suggestion]:
        """Those proved before, then others as they are proved, while there are `proofs` left."""
        yield from tuple(known.proved)
        while (suggestion := self._next(known, proofs)) is not None:
            yield suggestion

    def _next(self, known: _Known, proofs: Iterator[int], avoided: Collection[Kind] | None = None) -> Suggestion | None:
        """The next question that is proved: in order, or, where kinds are avoided, the surest of another kind."""
        while known.untried and next(proofs, None) is not None:
            with self._lock:
                if not known.untried:
                    return None
                draft = known.untried[0]
                if avoided is not None:
                    draft = min(known.untried, key=lambda draft: (draft.kind in avoided, draft.rank, draft.start))
                known.untried.remove(draft)
            if suggestion := proved(draft, known.release, self._prove):
                known.proved.append(suggestion)
                return suggestion
        return None


def release_lines(store: Store, release: Release) -> list[Line]:
    """The sentences, rows and press contact of a release in order, without those in the middle of a quotation: what
    somebody says there is said of himself."""
    passages = store.passages(store.passage_ids(release.id))
    sentences = store.sentences(passages)
    return [
        Line(sentence.start, sentence.end, sentence.reading, passages[passage].kind, passages[passage].heading)
        for passage in sorted(passages)
        for sentence in sentences.get(passage, [])
        if passages[passage].kind is not PartKind.BODY or not _in_quotation(release.text, sentence.start)
    ]


def drafts(release: Release, lines: Sequence[Line], language: str) -> list[Draft]:
    """The questions that may be suggested on a release, in `language`: the likeliest to be good first, kinds taking
    turns. In another language than the release's there is only the press contact to ask for."""
    spoken, written = language_group(language), language_group(release.language)
    if spoken != written:
        asked = english_contact_questions() if spoken == "en" else contact_questions(language)
        block = next((line for line in lines if line.kind is PartKind.CONTACT), None)
        if block is None or not release.contact.phone:
            return []
        return [Draft(q, release.id, block.start, block.end, release.contact.phone, "contact") for q in asked]
    if spoken == "en":
        return in_turn([*english_drafts(release, lines, english_subject(release))])
    if spoken == "zh":
        made = in_turn([*chinese_drafts(release, lines, chinese_subject(release))])
        return [in_script(draft, language, release.language) for draft in made]
    return []


def _in_quotation(text: str, at: int) -> bool:
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return any(before.count(opening) > before.count(closing) for opening, closing in ("「」", "“”", "『』"))


def _cited(suggestion: Suggestion, answer: Answer) -> bool:
    """Whether the answer cites already what the suggested question would be answered with."""
    cited = suggestion.cited
    return any(
        (c.release_id == cited.release_id and c.start < cited.end and cited.start < c.end) or c.quote == cited.quote
        for c in answer.citations
    )


def _bare(question: str) -> str:
    return re.sub(r"\W+", " ", fold(question).text).strip()
