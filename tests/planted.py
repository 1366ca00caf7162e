"""Sentences over the sample corpus that are right, and sentences into which an error was planted: what the verifier
is measured by.

A seed gives a set. How errors are planted is in `planting.py`, how right sentences are made in `rewriting.py`.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.read import read_source
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.release import PartKind, Release
from pressdesk.ingest.sentence import split_sentences
from pressdesk.rag.said import Cited

from .planting import QUOTING, Stated, swapped, wrong_date, wrong_figure, wrong_name, wrong_quotation
from .rewriting import other_script, paraphrased, renumbered, shortened

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
KINDS = ("figure", "date", "name", "quotation", "swap")


@dataclass(frozen=True)
class Case:
    """A sentence with what it cites. `kind`: what was planted, or how a sound one was made; `right`: the sentence
    before the planting."""

    kind: str
    sentence: str
    cited: Cited
    language: str
    right: str = ""

    @property
    def release(self) -> Release:
        return self.cited.release


@cache
def stated() -> tuple[Stated, ...]:
    """Every sentence of the corpus that has a figure, name or quotation, with its passage."""
    chunker = Chunker(len, 900)
    found: list[Stated] = []
    for path in sorted(CORPUS.glob("20*")):
        source = read_source(path)
        release, repaired, parts = recognise(path.stem, path.name, source.text, source.structure)
        for passage in chunker.passages(release, repaired, parts):
            if passage.kind not in (PartKind.BODY, PartKind.TABLE, PartKind.ABOUT):
                continue
            text = (
                " ".join(release.text[passage.start : passage.end].split("\n"))
                if passage.kind is PartKind.BODY
                else release.text[passage.start : passage.end]
            )
            for span in passage.sentences:
                sentence = " ".join(release.text[span.start : span.end].split())
                if len(sentence) > 12:
                    found.append(Stated(sentence, f"{passage.heading}\n{text}", release))
    return tuple(found)


@cache
def translated() -> tuple[Stated, ...]:
    """Sentences of the releases that are there in two languages, each with the paragraph that says it in the other;
    `release` is the other's. Quotations are left out: a translated one is not verbatim."""
    found: list[Stated] = []
    for english in sorted(CORPUS.glob("*.en.txt")):
        pair = [english, english.with_name(english.name.replace(".en.", ".zh-Hant."))]
        if not pair[1].exists():
            continue
        texts = [path.read_text(encoding="utf-8").split("\n\n") for path in pair]
        releases = [recognise(p.stem, p.name, "\n\n".join(t))[0] for p, t in zip(pair, texts, strict=True)]
        for paragraphs in zip(*texts, strict=True):
            for one, other in ((0, 1), (1, 0)):
                found += [
                    Stated(sentence, paragraphs[other], releases[other])
                    for start, end in split_sentences(paragraphs[one])
                    if not QUOTING.search(sentence := paragraphs[one][start:end]) and len(sentence) > 20
                ]
    return tuple(found)


def planted_cases(seed: int, count: int = 200) -> list[Case]:
    """`count` wrong sentences, a fifth of each of `KINDS`, over the three languages in turn."""
    rng = random.Random(seed)
    plants: dict[str, Callable[[Stated, str, random.Random], str | None]] = {
        "figure": wrong_figure, "date": wrong_date, "name": wrong_name, "quotation": wrong_quotation,
        "swap": swapped,
    }  # fmt: skip
    cases: list[Case] = []
    by_language = {code: [s for s in stated() if s.release.language == code] for code in ("zh-Hant", "zh-Hans", "en")}
    others = {
        "en": [s for s in translated() if s.release.language != "en"],
        "zh-Hant": [s for s in translated() if s.release.language == "en"],
    }
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        language = ("zh-Hant", "zh-Hans", "en")[number // len(KINDS) % 3]
        while True:
            crossing = kind in ("figure", "date") and language != "zh-Hans" and rng.random() < 0.25
            chosen = rng.choice(others[language] if crossing else by_language[language])
            right, written_in = (chosen.sentence, language) if crossing else _said_again(chosen, kind, rng)
            wrong = plants[kind](Stated(right, chosen.passage, chosen.release), written_in, rng)
            if wrong and wrong != right and all(wrong != c.sentence for c in cases):
                cases.append(Case(kind, wrong, Cited(chosen.passage, chosen.release), language, right))
                break
    return cases


def sound_cases(seed: int, count: int = 200) -> list[Case]:
    """`count` right sentences: as they stand, with figures written otherwise, in the other script, shortened,
    paraphrased, and two made one."""
    rng = random.Random(seed)
    ways = ("verbatim", "renumbered", "script", "shortened", "paraphrased", "merged", "translated")
    cases: list[Case] = []
    while len(cases) < count:
        way = ways[len(cases) % len(ways)]
        language = ("zh-Hant", "zh-Hans", "en")[len(cases) // len(ways) % 3]
        chosen = rng.choice([s for s in stated() if s.release.language == language])
        if way == "translated":
            chosen = rng.choice(translated())
            language = "en" if chosen.release.language != "en" else "zh-Hant"
        sentence = chosen.sentence
        if way == "renumbered":
            sentence = renumbered(sentence, language)
        elif way == "script" and language == "en":
            way = "verbatim"
        elif way == "script":
            sentence = other_script(sentence, language)
        elif way == "shortened":
            sentence = shortened(sentence, language, rng)
        elif way == "paraphrased":
            sentence = paraphrased(sentence, language, rng)
        elif way == "merged":
            others = [s for s in stated() if s.passage == chosen.passage and s != chosen]
            if not others or QUOTING.search(chosen.sentence):
                continue
            other = rng.choice(others)
            if QUOTING.search(other.sentence):
                continue
            joint = " and " if language == "en" else "，"
            sentence = sentence.rstrip("。.") + joint + other.sentence
        if (way in ("verbatim", "translated") or sentence != chosen.sentence) and re.search(r"\d", sentence):
            cases.append(Case(way, sentence, Cited(chosen.passage, chosen.release), language, chosen.sentence))
    return cases


def _said_again(chosen: Stated, kind: str, rng: random.Random) -> tuple[str, str]:
    """The sentence as an answer may say it, and the language it is then in."""
    language = chosen.release.language
    draw = rng.random()
    if draw < 0.25 and language != "en":
        return other_script(chosen.sentence, language), "zh-Hans" if language == "zh-Hant" else "zh-Hant"
    if draw < 0.5 and kind != "quotation":
        return paraphrased(chosen.sentence, language, rng), language
    if draw < 0.65 and kind != "quotation":
        return shortened(chosen.sentence, language, rng), language
    return chosen.sentence, language
