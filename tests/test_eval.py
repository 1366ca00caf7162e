"""The sets that figures are fitted on: cut where they say, and none of anybody else's text in them."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.answers import Outcomes
from eval.articles import articles
from eval.bench_search import releases
from eval.datasets import evaluation_folder, fit_folder, squad
from eval.halves import halves, halves_in_english, parts
from eval.indexes import index_folder
from eval.organisations import organisations
from eval.retrieval import by_version, version_of
from eval.spans import exact_match, f1
from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.fold import fold
from pressdesk.rag.question_vectors import PlainQuestions

from .conftest import CORPUS

CMRC = fit_folder() / "cmrc2018_dev.json"
needs_cmrc = pytest.mark.skipif(not CMRC.is_file(), reason=f"{CMRC} is not there: set PRESSDESK_FIT_DIR")


@needs_cmrc
def test_the_halves_are_the_paragraphs() -> None:
    joined: dict[str, str] = {}
    for part in parts().values():
        assert part.start == len(joined.get(part.paragraph, ""))
        joined[part.paragraph] = joined.get(part.paragraph, "") + part.text
    of_cmrc = json.loads(CMRC.read_text(encoding="utf-8"))["data"]
    assert joined == {p["id"]: p["context"] for article in of_cmrc for p in article["paragraphs"]}


@needs_cmrc
@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant"])
def test_every_question_of_the_halves_is_answered_in_its_part(script: str) -> None:
    named = parts()
    for task in (halves(named, script), halves_in_english(named, script)):
        assert len(task.questions) > 1000
        said = [any(a in task.texts[asked.gold] for a in asked.answers) for asked in task.questions if asked.gold]
        # OpenCC converts by context: a word may come out differently alone than in its sentence.
        assert sum(said) >= (len(said) if script == "zh-Hans" else 0.99 * len(said))


def test_our_questions_carry_no_text_of_cmrc() -> None:
    path = Path(__file__).parent.parent / "eval" / "questions" / "cmrc.jsonl"
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        assert row.keys() == {"paragraph", "question", "answer"}
        assert row["answer"] is None or [type(number) for number in row["answer"]] == [int, int]


def test_a_release_and_its_translations_are_one() -> None:
    versions = {version_of(path.name) for path in CORPUS.glob("20*")}
    assert len(versions) < len(list(CORPUS.glob("20*")))
    assert by_version(lambda _: ["a.en", "b.zh-Hant", "a.zh-Hans"])("?") == ["a", "b"]


def test_the_releases_of_the_bench_are_the_same_each_time() -> None:
    made = releases(200)
    assert made == releases(200)
    assert sum(text.count("\n\n") + 1 for text in made.values()) == 200


@pytest.mark.parametrize(
    ("found", "gold", "em", "overlap"),
    [
        ("14.6 億元", ["14.6億元"], 1.0, 1.0),
        ("《戰國無雙3》", ["战国无双3"], 1.0, 1.0),
        ("共二十間企業", ["二十間"], 0.0, 2 * 3 / 9),
        ("Koei Tecmo", ["koei"], 0.0, 2 / 3),
        ("", ["二十間"], 0.0, 0.0),
        ("二十間", ["三十間", "二十間"], 1.0, 1.0),
    ],
)
def test_spans_are_scored_as_the_field_scores_them(found: str, gold: list[str], em: float, overlap: float) -> None:
    assert exact_match(found, gold) == em
    assert f1(found, gold) == pytest.approx(overlap)


def test_risk_and_coverage() -> None:
    outcomes = Outcomes([(0.9, True), (0.8, True), (0.6, False), (0.3, True)], [(0.7, False), (0.1, False)])
    coverage, risk = outcomes.curve()
    assert coverage == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])
    assert risk == pytest.approx([0, 0, 1 / 3, 2 / 4, 2 / 5, 3 / 6])
    # Of the eight pairs of one to be answered and one not, six have the first ahead.
    assert outcomes.auroc() == pytest.approx(6 / 8)
    assert outcomes.coverage(0.5) == pytest.approx(3 / 4)
    assert outcomes.coverage(0.01) == pytest.approx(2 / 4)


def test_questions_on_invented_releases_say_where_they_are_answered() -> None:
    found = organisations()
    assert sum(organisation.held_out for organisation in found) >= 1
    for organisation in found:
        texts = {path.name: path.read_text(encoding="utf-8") for path in organisation.folder.glob("*.txt")}
        answered = [asked for asked in organisation.questions if asked.said]
        assert 0.6 < len(answered) / len(organisation.questions) < 0.95, organisation.name
        for said in (said for asked in answered for said in asked.said):
            assert texts[said.release].count(said.sentence) == 1, said
            assert said.answer in said.sentence, said


def test_nothing_is_trained_on_the_sample_corpus() -> None:
    trained = {path.name for organisation in organisations() for path in organisation.folder.glob("*.txt")}
    assert trained and not trained & {path.name for path in CORPUS.glob("*")}


def test_questions_on_articles_say_where_they_are_answered() -> None:
    found = list(articles())
    assert {article.script for article in found} == {"zh-Hant", "zh-Hans"}
    asked = [question for article in found for question in article.questions]
    assert 0.7 < sum(question.answer is not None for question in asked) / len(asked) < 0.9
    for script in ("zh-Hant", "zh-Hans"):
        said = [
            question.answer in article.passages[question.passage]
            for article in (article.inscribed(script) for article in found)
            for question in article.questions
            if question.answer
        ]
        # OpenCC converts by context: 請托马斯 may come out as 請託馬斯.
        assert sum(said) >= 0.998 * len(said)


@pytest.mark.parametrize("name", ["drcd_dev.json", "xquad.zh.json"])
def test_no_article_is_of_the_text_that_figures_are_reported_on(name: str) -> None:
    path = evaluation_folder() / name
    if not path.is_file():
        pytest.skip(f"{path} is not there: set PRESSDESK_EVAL_DIR")
    reported = {run for paragraph in squad(name, path).texts.values() for run in _runs(paragraph)}
    assert not reported.intersection(run for article in articles() for text in article.passages for run in _runs(text))


def _runs(text: str, length: int = 32) -> Iterator[str]:
    """Every so many characters that follow each other, in one script and without marks."""
    bare = re.sub(r"\W", "", fold(text).text)
    return (bare[start : start + length] for start in range(len(bare) - length + 1))


def test_an_index_of_another_checkout_is_made_again(encoder: SentenceEncoder, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for checkout in ("one", "two"):
        folder = tmp_path / checkout
        folder.mkdir()
        for name in ("2026-01-14-set-sail.en.txt", "2026-03-25-carbon.en.md"):
            shutil.copy(CORPUS / name, folder)
        store, retriever = index_folder(encoder, PlainQuestions(encoder), folder, home)
        assert sorted(release.id for release in retriever.releases) == [
            "2026-01-14-set-sail.en",
            "2026-03-25-carbon.en",
        ]
        assert {path.parent.name for path, _ in store.files_below(tmp_path)} == {checkout}
