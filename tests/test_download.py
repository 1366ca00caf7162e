"""Conversations downloaded and answers rated: over the sample releases, and over the real server."""

import datetime
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from docx import Document
from docx.oxml.ns import qn

from pressdesk.rag.answer import Answer, Citation, Sentence
from pressdesk.ui.addresses import release_address
from pressdesk.ui.conversations.copies import as_markdown
from pressdesk.ui.conversations.download import ConversationOut, downloaded
from pressdesk.ui.conversations.store import DATABASE, MAX_COMMENT, Conversations, KeptTurn
from pressdesk.ui.conversations.words import COPY
from pressdesk.ui.desk import Desk
from pressdesk.ui.interface import words_in

from .conftest import made_key, serving

BASE = "http://press.example:8642/"
COST = "潮汐大樓的造價是多少？"
OFF_TOPIC = "Who won the 2022 World Cup?"
ASKED = [
    COST,
    "When does the low-altitude flight test site start operating?",
    "傳媒聯絡人是誰？電話是多少？",
    OFF_TOPIC,
]
MINE = "c" * 22
TOWER = "2025-09-08-tidal-building.zh-Hant"
LANGUAGES = ["zh-Hant", "zh-Hans", "en"]


@pytest.fixture(scope="module")
def turns(desk: Desk) -> list[KeptTurn]:
    now = datetime.datetime(2026, 6, 30, 4, 5, tzinfo=datetime.UTC)
    return [KeptTurn(f"answer-{n}", MINE, now, asked, desk.answer(asked)) for n, asked in enumerate(ASKED)]


def test_an_answer_of_which_nothing_is_left_says_why(desk: Desk) -> None:
    bare = Answer(COST, False, 0.9, "", "zh-Hant")
    assert COPY["en"].nothing_left in as_markdown(COST, bare, desk.release, "en", BASE)
    turn = KeptTurn("x", MINE, datetime.datetime.now(datetime.UTC), COST, bare)
    document = Document(io.BytesIO(downloaded([turn], desk.release, "docx", "en", BASE)))
    assert COPY["en"].nothing_left in [p.text for p in document.paragraphs]


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_has_the_whole_conversation(desk: Desk, turns: list[KeptTurn], language: str) -> None:
    document = Document(io.BytesIO(downloaded(turns, desk.release, "docx", language, BASE)))
    shown = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    words = words_in(language)
    assert [text for style, text in shown if style == "Heading 1"] == ASKED
    headings = [words.nearest if t.answer.refused else words.citations for t in turns]
    assert [text for style, text in shown if style == "Heading 2"] == headings
    said = [text for style, text in shown if style == "Normal"]
    assert said == [
        text
        for t in turns
        for text in (
            [t.answer.text]
            if t.answer.refused
            else [f"{s.text}{''.join(f'[{n}]' for n in s.citations)}" for s in t.answer.sentences]
        )
    ]
    listed = [text for style, text in shown if style == "Source"]
    cited = [c for t in turns for c in t.answer.citations]
    assert [text.split("\t")[0] for text in listed][: len(cited)] == [f"[{c.n}]" for c in cited]
    for c, text in zip(cited, listed, strict=False):
        assert text.startswith(f"[{c.n}]\t{c.quote}\n{c.title} · ")
        assert words.day(c.date) in text
    places = [p for t in turns for p in (t.answer.passages if t.answer.refused else t.answer.citations)]
    links = [link.url for p in document.paragraphs for link in p.hyperlinks if link.address]
    assert links == [f"{BASE[:-1]}{release_address(p.release_id, p.start, p.end)}" for p in places]
    anchors = {link.fragment for p in document.paragraphs for link in p.hyperlinks if not link.address}
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert anchors == marks
    assert len(marks) == len(cited)
    numbers = [run for p in document.paragraphs for link in p.hyperlinks if not link.address for run in link.runs]
    assert numbers
    assert all(run.style.font.superscript for run in numbers)


@pytest.mark.parametrize(("language", "region"), [("zh-Hant", "zh-HK"), ("zh-Hans", "zh-CN"), ("en", "zh-HK")])
def test_word_is_told_which_chinese_it_is(desk: Desk, turns: list[KeptTurn], language: str, region: str) -> None:
    data = downloaded(turns, desk.release, "docx", language, BASE)
    document = Document(io.BytesIO(data))
    (default,) = document.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert default.get(qn("w:eastAsia")) == region
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        (fonts,) = document.styles[name].element.iter(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == COPY[language].font
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    runs = {r.text: r._r for p in document.paragraphs for r in p.runs}
    for c in (c for t in turns for c in t.answer.citations):
        (spoken,) = runs[c.quote].iter(qn("w:lang"))
        assert spoken.get(qn("w:eastAsia")) == ("zh-CN" if c.language == "zh-Hans" else "zh-HK")
    properties = document.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("Pressdesk", "Pressdesk", "")
    assert properties.title == document.paragraphs[0].text
    assert properties.created is not None
    assert abs(datetime.datetime.now(datetime.UTC) - properties.created) < datetime.timedelta(minutes=5)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert "python-docx" not in parts.read("docProps/core.xml").decode()


def test_word_takes_any_characters_that_a_release_may_have(desk: Desk) -> None:
    odd = "第一頁\x0c第二頁\x00 <b>&</b>\r\n第三行"
    citation = Citation(1, TOWER, "x", odd, None, 0, 3, odd, "zh-Hant", "https://x.example/?a=1&b=「2」")
    answer = Answer(odd, False, 1, odd, "en", (Sentence(odd, (1,)),), (citation,), notices=(odd,))
    turn = KeptTurn("x", MINE, datetime.datetime.now(datetime.UTC), odd, answer)
    document = Document(io.BytesIO(downloaded([turn], desk.release, "docx", "en", BASE)))
    safe = "第一頁\ufffd第二頁\ufffd <b>&</b>\n第三行"
    assert document.paragraphs[1].text == safe
    (source,) = [p for p in document.paragraphs if p.text.startswith("[1]\t")]
    assert source.text.startswith(f"[1]\t{safe}\n{safe} · ")
    assert [link.address for link in source.hyperlinks][1] == citation.url


def test_json_is_what_it_says(desk: Desk, turns: list[KeptTurn]) -> None:
    data = downloaded(turns, desk.release, "json", "en", BASE)
    read = ConversationOut.model_validate_json(data)
    assert [(t.question, t.answer, t.asked_at) for t in read.turns] == [
        (t.question, t.answer, t.asked_at) for t in turns
    ]
    assert MINE not in data.decode()
    for turn in json.loads(data)["turns"]:
        for c in turn["answer"]["citations"]:
            assert desk.release(c["release_id"]).text[c["start"] : c["end"]] == c["quote"]
            link = f"{BASE[:-1]}{release_address(c['release_id'], c['start'], c['end'])}"
            assert turn["citations"][str(c["n"])] == link


@pytest.fixture(scope="module")
def home(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("conversing") / "home"
    shutil.copytree(corpus_home, home)
    return home


@pytest.fixture(scope="module")
def key(home: Path) -> str:
    return made_key(home, "ingest")


@pytest.fixture(scope="module")
def url(home: Path, key: str) -> Iterator[str]:
    """A server whose API needs a key and whose chat does not."""
    assert key
    with serving(home, PRESSDESK_OPEN_CHAT="true") as url:
        yield url


@pytest.fixture
def kept(home: Path, turns: list[KeptTurn]) -> list[KeptTurn]:
    (home / DATABASE).unlink(missing_ok=True)
    store = Conversations(home, 90)
    return [kept for turn in turns if (kept := store.keep(MINE, turn.question, turn.answer))]


def attached(response: httpx.Response) -> str:
    """The name that a browser gives the file."""
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    message = Message()
    message["content-disposition"] = response.headers["content-disposition"]
    assert message.get_content_disposition() == "attachment"
    parameters = response.headers["content-disposition"].split("filename*=UTF-8''")
    assert len(parameters) == 2
    return httpx.URL(f"http://x/{parameters[1]}").path.removeprefix("/")


@pytest.mark.parametrize(
    ("language", "name"), [("zh-HK", "新聞稿問答"), ("zh-CN", "新闻稿问答"), ("en-GB", "Questions")]
)
def test_a_conversation_is_downloaded_in_the_readers_language(
    url: str, kept: list[KeptTurn], language: str, name: str
) -> None:
    for ending, kind in (("md", "text/markdown"), ("docx", "application/vnd"), ("json", "application/json")):
        response = httpx.get(f"{url}/conversations/{MINE}.{ending}", headers={"accept-language": language}, timeout=60)
        given = attached(response)
        assert given.startswith(name)
        assert given.endswith(f".{ending}")
        assert response.headers["content-type"].startswith(kind)
        if ending == "json":
            read = ConversationOut.model_validate_json(response.content)
            assert [(t.question, t.answer) for t in read.turns] == [(t.question, t.answer) for t in kept]
            assert urlsplit(read.turns[0].address).netloc == urlsplit(url).netloc
        elif ending == "docx":
            headed = [
                p.text
                for p in Document(io.BytesIO(response.content)).paragraphs
                if p.style and p.style.name == "Heading 1"
            ]
            assert headed == ASKED
        else:
            assert re.findall("^## (.*)$", response.text, re.MULTILINE) == ASKED


def test_what_there_is_not_is_told_in_the_readers_language(url: str) -> None:
    missing = httpx.get(f"{url}/conversations/{'d' * 22}.docx", headers={"accept-language": "zh-HK"})
    assert missing.status_code == 404
    assert COPY["zh-Hant"].unknown_conversation in missing.text
    assert "content-disposition" not in missing.headers
    assert httpx.get(f"{url}/conversations/{MINE}.pdf").status_code == 422


def test_an_open_chats_reader_rates_an_answer(url: str, home: Path, kept: list[KeptTurn], key: str) -> None:
    one, other = kept[0].id, kept[1].id
    bearer = {"authorization": f"Bearer {key}"}
    rating = {"rating": "down", "comment": " 不對 "}
    assert httpx.post(f"{url}/v1/answers/{other}/feedback", json=rating).status_code == 401
    assert httpx.post(f"{url}/v1/answers/{other}/feedback", json={"rating": "up"}, headers=bearer).status_code == 204
    assert httpx.post(f"{url}/answers/{one}/feedback", json=rating).status_code == 204
    store = Conversations(home, 90)
    assert (store.turn(one).rating, store.turn(one).comment) == ("down", "不對")
    assert (store.turn(other).rating, store.turn(other).comment) == ("up", "")
    foreign = httpx.post(
        f"{url}/answers/{one}/feedback", json={"rating": "up"}, headers={"origin": "http://evil.example"}
    )
    assert foreign.status_code == 403
    unknown = httpx.post(f"{url}/answers/nobodys/feedback", json=rating)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-answer")
    for bad in (
        {},
        {"rating": "great"},
        {"rating": "up", "comment": "x" * (MAX_COMMENT + 1)},
        {"rating": "up", "more": 1},
    ):
        assert httpx.post(f"{url}/answers/{one}/feedback", json=bad).status_code == 422
    assert store.turn(one).rating == "down"
    paths = httpx.get(f"{url}/openapi.json").json()["paths"]
    assert "/v1/answers/{answer_id}/feedback" in paths
    assert not [path for path in paths if path.startswith(("/answers", "/conversations"))]


def test_what_is_withdrawn_is_in_no_download(url: str, home: Path, kept: list[KeptTurn], key: str) -> None:
    """Last: it takes a release out of this module's index."""
    assert any(c.release_id == TOWER for c in kept[0].answer.citations)
    withdrawn = httpx.delete(f"{url}/v1/releases/{TOWER}", headers={"authorization": f"Bearer {key}"}, timeout=60)
    assert withdrawn.status_code == 204
    assert TOWER not in repr(Conversations(home, 90).of(MINE))
    # As if an answer had been on its way while the release was withdrawn.
    Conversations(home, 90).keep(MINE, COST, kept[0].answer)
    shown = httpx.get(f"{url}/conversations/{MINE}.json", timeout=60)
    assert TOWER not in shown.text
    assert "14.6" not in shown.text
    markdown = httpx.get(f"{url}/conversations/{MINE}.md", headers={"accept-language": "en"}, timeout=60).text
    assert COPY["en"].nothing_left in markdown
