"""The endpoint as other bots see it: the real server, over HTTP."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.rag.question import MAX_CHARACTERS

from .conftest import CORPUS, serving

ANSWER_FIELDS = {"question", "refused", "confidence", "text", "sentences", "citations", "passages", "timings_ms"}
CITATION_FIELDS = {"n", "release_id", "source", "title", "date", "start", "end", "quote"}
HIT_FIELDS = {"release_id", "source", "title", "date", "language", "start", "end", "text", "score", "url"}


def ask(url: str, question: str, **more: Any) -> dict[str, Any]:
    response = httpx.post(f"{url}/v1/ask", json={"question": question, **more}, timeout=60)
    assert response.status_code == 200, response.text
    return response.json()


def assert_exact(url: str, answer: dict[str, Any]) -> None:
    """Every citation and passage is what the stored original has there, and every sentence cites one that is."""
    texts: dict[str, str] = {}
    for place in [*answer["citations"], *answer["passages"]]:
        release = place["release_id"]
        if release not in texts:
            texts[release] = httpx.get(f"{url}/v1/releases/{release}", timeout=60).json()["text"]
        assert texts[release][place["start"] : place["end"]] == place.get("quote", place.get("text"))
    numbers = [citation["n"] for citation in answer["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for sentence in answer["sentences"]:
        assert sentence["citations"]
        assert set(sentence["citations"]) <= set(numbers)
    assert bool(answer["sentences"]) != answer["refused"]


def test_an_answer_has_the_contracts_fields(server_url: str) -> None:
    answer = ask(server_url, "潮汐大樓的造價是多少？", k=5)
    assert answer.keys() >= ANSWER_FIELDS
    assert not answer["refused"]
    assert 0.5 <= answer["confidence"] <= 1
    assert "14.6 億元" in answer["sentences"][0]["text"]
    assert answer["text"].endswith("]")
    citation = answer["citations"][0]
    assert citation.keys() >= CITATION_FIELDS
    assert citation["release_id"] == "2025-09-08-tidal-building.zh-Hant"
    assert citation["source"].endswith("corpus/2025-09-08-tidal-building.zh-Hant.txt")
    assert citation["date"] == "2025-09-08"
    assert len(answer["passages"]) == 5
    assert answer["passages"][0].keys() >= HIT_FIELDS
    assert_exact(server_url, answer)


@pytest.mark.parametrize(
    "history",
    [[{"question": "灣畔居在哪裡？", "answer": "在嵐灣。"}], [{"role": "user", "content": "灣畔居在哪裡？"}]],
)
def test_earlier_turns_are_taken(server_url: str, history: list[dict[str, str]]) -> None:
    question = "灣畔居的月租由多少元起？"
    with_history, without = ask(server_url, question, history=history), ask(server_url, question)
    assert with_history["text"] == without["text"]


def test_search_finds_what_ask_answers_from(server_url: str) -> None:
    question = "灣畔居的月租由多少元起？"
    found = httpx.get(f"{server_url}/v1/search", params={"q": question, "k": 8}).json()
    assert found["query"] == question
    assert found["timings_ms"]
    assert found["hits"] == ask(server_url, question, k=8)["passages"]
    assert all(hit["explanation"] is None for hit in found["hits"])
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_a_search_explains_itself(server_url: str) -> None:
    asked = {"q": "潮汐大樓的造價是多少？", "k": 8}
    plain = httpx.get(f"{server_url}/v1/search", params=asked).json()["hits"]
    explained = httpx.get(f"{server_url}/v1/search", params={**asked, "explain": "true"}).json()["hits"]
    assert [{**hit, "explanation": None} for hit in explained] == plain
    for hit in explained:
        why = hit["explanation"]
        assert why["reason"]
        assert sum(why["components"].values()) == pytest.approx(hit["score"], abs=0.01)
        assert why["components"].keys() >= {"passage", "sentence", "words", "recency", "prior", "precedence"}


def test_releases(server_url: str) -> None:
    listed = httpx.get(f"{server_url}/v1/releases").json()["releases"]
    assert len(listed) == len(list(CORPUS.glob("20*")))
    dates = [release["date"] for release in listed]
    assert dates == sorted(dates, reverse=True)
    assert "text" not in listed[0]
    for path in CORPUS.glob("20*"):
        release = httpx.get(f"{server_url}/v1/releases/{path.stem}").json()
        assert release["text"] == path.read_text(encoding="utf-8")
        assert release["characters"] == len(release["text"])
        assert release["contact"].keys() == {"name", "phone", "email"}


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"from": "2026-05-01"}, lambda hit: hit["date"] >= "2026-05-01"),
        ({"to": "2025-09-30"}, lambda hit: hit["date"] <= "2025-09-30"),
        ({"language": "en"}, lambda hit: hit["language"] == "en"),
        ({"language": "zh"}, lambda hit: hit["language"].startswith("zh")),
        ({"organisation": "岚湾"}, lambda hit: hit["language"].startswith("zh")),
        ({"type": "correction"}, lambda hit: "correction" in hit["release_id"]),
    ],
)
def test_filters(server_url: str, filters: dict[str, str], holds: Any) -> None:
    hits = httpx.get(f"{server_url}/v1/search", params={"q": "有多少間企業？", "k": 20, **filters}).json()["hits"]
    assert hits
    assert all(holds(hit) for hit in hits)
    passages = ask(server_url, "有多少間企業？", k=20, filters=filters)["passages"]
    assert [p["start"] for p in passages] == [h["start"] for h in hits]


@pytest.mark.parametrize(
    ("filters", "field", "says"),
    [
        ({"from": "2026-05-02", "to": "2026-05-01"}, "from", "after"),
        ({"type": "poem"}, "type", "'press-release', 'speech'"),
        ({"from": "last month"}, "from", "date"),
        ({"to": "2026-02-30"}, "to", "date"),
        ({"language": "Chinese!"}, "language", "language tag"),
    ],
)
def test_bad_filters_are_problems_that_name_the_field(
    server_url: str, filters: dict[str, str], field: str, says: str
) -> None:
    asked = httpx.post(f"{server_url}/v1/ask", json={"question": "有多少間？", "filters": filters}, timeout=60)
    searched = httpx.get(f"{server_url}/v1/search", params={"q": "有多少間？", **filters})
    for response in (asked, searched):
        assert response.status_code == 422
        assert response.headers["content-type"] == "application/problem+json"
        assert f"{field}: " in response.json()["detail"]
        assert says in response.json()["detail"]


def test_what_the_question_says_of_the_releases_days_is_told(server_url: str) -> None:
    question = "2025 年 12 月發布的新聞稿說了甚麼？"
    found = httpx.get(f"{server_url}/v1/search", params={"q": question, "k": 50}).json()
    assert {hit["date"] for hit in found["hits"]} == {"2025-12-04", "2025-12-11"}
    assert "2025-12-01 至 2025-12-31" in found["notices"][0]
    assert ask(server_url, question)["notices"][0] == found["notices"][0]


@pytest.mark.parametrize("q", ["", "？！……", "🙂🙃", "\x07"])
def test_a_search_for_nothing_is_a_problem(server_url: str, q: str) -> None:
    response = httpx.get(f"{server_url}/v1/search", params={"q": q})
    assert response.status_code == 422
    assert response.json()["code"] == "bad-question"
    assert response.json()["remedy"]


def test_releases_have_types(server_url: str) -> None:
    listed = httpx.get(f"{server_url}/v1/releases").json()["releases"]
    assert {r["type"] for r in listed if not r["is_correction"]} == {"press-release"}
    assert [r["id"] for r in listed if r["type"] == "correction"] == ["2025-12-11-correction-annual-figures.zh-Hant"]


def test_filters_that_let_nothing_through(server_url: str) -> None:
    answer = ask(server_url, "潮汐大樓的造價是多少？", filters={"from": "2030-01-01"})
    assert answer["refused"]
    assert answer["passages"] == answer["citations"] == answer["sentences"] == []
    assert answer["notices"] == ["沒有新聞稿符合所設的篩選條件。"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"question": ""}, "empty"),
        ({"question": " \t\n "}, "empty"),
        ({"question": "？！……"}, "no words"),
        ({"question": "🙂🙃"}, "no words"),
        ({"question": "\x00\x07\x1b"}, "empty"),
        ({"question": "甚" * 100_000}, "100,000"),
        ({"question": "q" * (MAX_CHARACTERS + 1)}, "at most"),
        ({"question": 5}, "question"),
        ({}, "question"),
        ({"question": "q", "k": 0}, "k"),
        ({"question": "q", "k": 1000}, "k"),
        ({"question": "q", "filters": {"from": "yesterday"}}, "from"),
        ({"question": "q", "filters": {"colour": "red"}}, "colour"),
        ({"question": "q", "questoin": "q"}, "questoin"),
    ],
)
def test_bad_questions_are_problems(server_url: str, body: dict[str, Any], says: str) -> None:
    response = httpx.post(f"{server_url}/v1/ask", json=body, timeout=60)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() >= {"type", "title", "status", "detail", "instance", "code"}
    assert says in problem["detail"]
    assert "Traceback" not in response.text


def test_malformed_bodies_and_unknown_paths_are_problems(server_url: str) -> None:
    broken = httpx.post(
        f"{server_url}/v1/ask", content=b'{"question": "\xff', headers={"content-type": "application/json"}
    )
    assert broken.status_code in (400, 422)
    missing = httpx.get(f"{server_url}/v1/releases/no-such-release")
    assert missing.status_code == 404
    assert "no-such-release" in missing.json()["detail"]
    nowhere = httpx.get(f"{server_url}/v1/nowhere")
    assert nowhere.status_code == 404
    other_method = httpx.delete(f"{server_url}/v1/ask")
    assert (other_method.status_code, other_method.headers["allow"]) == (405, "POST")
    for response in (broken, missing, nowhere, other_method):
        assert response.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "question",
    ["造價\x00是多少\x07？潮汐大樓", "潮汐大樓的造價是多少？" * 90, "<script>alert(1)</script> 潮汐大樓", "' OR 1=1; DROP TABLE releases; --", "潮汐大樓\u202e的造價"],
)  # fmt: skip
def test_odd_questions_are_answered_or_refused(server_url: str, question: str) -> None:
    assert_exact(server_url, ask(server_url, question))


@pytest.mark.parametrize(
    "question",
    [
        "Combien d'étages le bâtiment compte-t-il en tout, s'il vous plaît ?",
        "潮汐ビルは何階建てですか？",
        "조석 빌딩은 몇 층입니까?",
    ],
)
def test_a_question_in_a_language_that_the_corpus_lacks_gets_a_notice(server_url: str, question: str) -> None:
    answer = ask(server_url, question)
    assert any("another language" in notice for notice in answer["notices"])
    assert_exact(server_url, answer)


def test_the_openapi_document_describes_the_contract(server_url: str) -> None:
    document = httpx.get(f"{server_url}/openapi.json").json()
    assert {"/v1/ask", "/v1/search", "/v1/releases", "/v1/releases/{release_id}", "/healthz", "/readyz"} <= document[
        "paths"
    ].keys()
    assert document["components"]["schemas"]["Answer"]["properties"].keys() >= ANSWER_FIELDS
    parameters = document["paths"]["/v1/search"]["get"]["parameters"]
    filters = document["components"]["schemas"]["FiltersIn"]["properties"]
    assert filters.keys() == {"from", "to", "language", "organisation", "type"}
    assert {p["name"]: p["description"] for p in parameters}.items() >= {
        name: field["description"] for name, field in filters.items()
    }.items()
    assert httpx.get(f"{server_url}/docs").status_code == 200


def test_a_server_without_an_index_says_so_and_becomes_ready(encoder: SentenceEncoder, tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = serving(home, ready=False)
    with server as url:
        assert httpx.get(f"{url}/healthz").status_code == 200
        for response in (
            httpx.get(f"{url}/readyz"),
            httpx.post(f"{url}/v1/ask", json={"question": "有多少間？"}),
            httpx.get(f"{url}/v1/releases"),
        ):
            assert response.status_code == 503
            assert response.json()["code"] == "no-index"
            assert "pressdesk ingest" in response.json()["remedy"]
        path = CORPUS / "2025-09-08-tidal-building.zh-Hant.txt"
        ingester = Ingester(home, encoder)
        ingester.ingest([path])
        assert httpx.get(f"{url}/readyz").status_code == 200
        assert "14.6 億元" in ask(url, "潮汐大樓的造價是多少？")["text"]
        ingester.remove(path.stem)
        answer = ask(url, "潮汐大樓的造價是多少？")
        assert answer["refused"]
        assert answer["passages"] == []


def test_the_reader_shows_the_quoted_characters(server_url: str) -> None:
    citation = ask(server_url, "潮汐大樓的造價是多少？")["citations"][0]
    page = httpx.get(
        f"{server_url}/reader/{citation['release_id']}", params={"start": citation["start"], "end": citation["end"]}
    )
    assert page.headers["content-type"].startswith("text/html")
    assert f'<mark id="quote">{citation["quote"]}</mark>' in page.text


TIDAL = "2025-09-08-tidal-building.zh-Hant"


def verified(url: str, status: int = 200, **body: Any) -> dict[str, Any]:
    response = httpx.post(f"{url}/v1/verify", json=body, timeout=60)
    assert response.status_code == status, response.text
    return response.json()


def test_a_text_is_verified_sentence_by_sentence(server_url: str) -> None:
    text = "潮汐大樓造價 14.6 億元。The building has 21 storeys. 主席是何啟明博士。"
    checked = verified(server_url, text=text, release_ids=[TIDAL])
    assert not checked["proved"]
    right, storeys, chairman = checked["sentences"]
    assert right["proved"]
    assert right["findings"] == []
    assert [finding["kind"] for finding in storeys["findings"]] == ["figure"]
    assert [finding["kind"] for finding in chairman["findings"]] == ["name"]
    for sentence in checked["sentences"]:
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        for finding in sentence["findings"]:
            assert sentence["text"][finding["start"] : finding["end"]] == finding["text"]
            assert finding["reason"]
    assert verified(server_url, text="大樓造價 14.6 億元。", release_ids=[TIDAL])["proved"]


def test_what_ask_answers_is_proved_by_its_own_citations(server_url: str) -> None:
    for question in ("潮汐大樓的造價是多少？", "How many companies can the Tidal Building house?", "传媒联络人是谁？"):
        answer = ask(server_url, question)
        places = [{name: citation[name] for name in ("release_id", "start", "end")} for citation in answer["citations"]]
        said = "\n".join(sentence["text"] for sentence in answer["sentences"])
        checked = verified(server_url, text=said, citations=places)
        assert checked["proved"], checked


def test_a_text_may_be_held_to_a_place(server_url: str) -> None:
    text = httpx.get(f"{server_url}/v1/releases/{TIDAL}").json()["text"]
    start = text.index("大樓樓高 20 層")
    place = {"release_id": TIDAL, "start": start, "end": start + 40}
    assert verified(server_url, text="大樓樓高 20 層。", citations=[place])["proved"]
    assert not verified(server_url, text="工程歷時 39 個月。", citations=[place])["proved"]
    assert verified(server_url, text="工程歷時 39 個月。", citations=[place], release_ids=[TIDAL])["proved"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "", "release_ids": [TIDAL]}, 422, "bad-text"),
        ({"text": "。！", "release_ids": [TIDAL]}, 422, "bad-text"),
        ({"text": "字" * 20_001, "release_ids": [TIDAL]}, 422, "bad-text"),
        ({"text": "造價 14.6 億元。"}, 422, "bad-citation"),
        ({"text": "造價 14.6 億元。", "release_ids": ["none"]}, 404, "unknown-release"),
        ({"text": "造價 14.6 億元。", "citations": [{"release_id": TIDAL, "start": 9, "end": 9}]}, 422, "bad-citation"),
        ({"text": "造價。", "citations": [{"release_id": TIDAL, "start": 0, "end": 10**6}]}, 422, "bad-citation"),
        ({"text": "造價。", "citations": [{"release_id": TIDAL, "start": -1, "end": 5}]}, 422, "bad-request"),
        ({"release_ids": [TIDAL]}, 422, "bad-request"),
    ],
)
def test_what_cannot_be_verified_is_a_problem(server_url: str, body: dict[str, Any], status: int, code: str) -> None:
    problem = verified(server_url, status, **body)
    assert problem["code"] == code
    assert problem["detail"]


def test_the_examples_of_verify_are_true(server_url: str) -> None:
    schemas = httpx.get(f"{server_url}/openapi.json").json()["components"]["schemas"]
    (body,), (answer,) = schemas["VerifyIn"]["examples"], schemas["VerifyOut"]["examples"]
    assert verified(server_url, **body) == answer


def events(url: str, question: str, **more: Any) -> list[tuple[str, dict[str, Any]]]:
    body, headers = {"question": question, **more}, {"accept": "text/event-stream"}
    with httpx.stream("POST", f"{url}/v1/ask", json=body, headers=headers, timeout=60) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = response.read().decode().split("\n\n")
    found = []
    for block in filter(None, blocks):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


@pytest.mark.parametrize(
    "question", ["潮汐大樓的造價是多少？", "Which labs does the Tidal Building have?", "2022 年世界盃誰贏了？"]
)
def test_an_answer_is_streamed_sentence_by_sentence(server_url: str, question: str) -> None:
    (first, retrieval), *between, (last, answer) = events(server_url, question)
    plain = ask(server_url, question)
    assert (first, last) == ("retrieval", "answer")
    assert {**answer, "timings_ms": {}} == {**plain, "timings_ms": {}}
    assert retrieval["passages"] == plain["passages"]
    assert [name for name, _ in between] == ["sentence"] * len(plain["sentences"])
    assert [event["n"] for _, event in between] == list(range(1, len(between) + 1))
    assert [event["sentence"] for _, event in between] == plain["sentences"]
    assert [citation for _, event in between for citation in event["citations"]] == plain["citations"]


def test_a_bad_question_is_a_problem_in_a_stream_too(server_url: str) -> None:
    body, headers = {"question": "？！"}, {"accept": "text/event-stream"}
    response = httpx.post(f"{server_url}/v1/ask", json=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "bad-question")


def test_releases_come_in_pages_and_by_filters(server_url: str) -> None:
    everything = httpx.get(f"{server_url}/v1/releases").json()
    assert everything["total"] == len(everything["releases"])
    assert everything["next_offset"] is None
    paged: list[dict[str, Any]] = []
    offset: int | None = 0
    while offset is not None:
        page = httpx.get(f"{server_url}/v1/releases", params={"limit": 7, "offset": offset}).json()
        assert len(page["releases"]) <= 7
        paged += page["releases"]
        offset = page["next_offset"]
    assert paged == everything["releases"]
    english = httpx.get(f"{server_url}/v1/releases", params={"language": "en", "to": "2026-01-31"}).json()["releases"]
    assert {release["id"] for release in english} == {
        path.stem for path in CORPUS.glob("*.en.*") if path.name < "2026-02"
    }


def test_everything_is_listed_newest_first(server_url: str) -> None:
    listed: list[dict[str, Any]] = []
    page: dict[str, Any] = {}
    offset: int | None = 0
    while offset is not None:
        asked = {"q": "*", "k": 50, "offset": offset, "language": "zh-Hant"}
        page = httpx.get(f"{server_url}/v1/search", params=asked).json()
        listed += page["hits"]
        offset = page["next_offset"]
    assert len(listed) == page["total"] == len({hit["passage_id"] for hit in listed})
    assert {hit["release_id"] for hit in listed} == {path.stem for path in CORPUS.glob("*.zh-Hant.*")}
    dates = [hit["date"] for hit in listed]
    assert dates == sorted(dates, reverse=True)
    refused = httpx.get(f"{server_url}/v1/search", params={"q": "", "language": "zh-Hant"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad-question")


def test_a_search_comes_in_pages(server_url: str) -> None:
    whole = httpx.get(f"{server_url}/v1/search", params={"q": "有多少間企業？", "k": 30}).json()["hits"]
    first = httpx.get(f"{server_url}/v1/search", params={"q": "有多少間企業？", "k": 15}).json()
    second = httpx.get(
        f"{server_url}/v1/search", params={"q": "有多少間企業？", "k": 15, "offset": first["next_offset"]}
    ).json()
    assert first["hits"] + second["hits"] == whole
    deep = httpx.get(f"{server_url}/v1/search", params={"q": "有多少間企業？", "k": 50, "offset": 51})
    assert deep.status_code == 422


def test_a_passage_has_an_address(server_url: str) -> None:
    hit = httpx.get(f"{server_url}/v1/search", params={"q": "潮汐大樓的造價", "k": 1}).json()["hits"][0]
    passage = httpx.get(f"{server_url}/v1/passages/{hit['passage_id']}").json()
    assert {**passage, "score": 0} == {**hit, "score": 0}
    for unknown, status in (("999999999", 404), ("0", 422), ("x", 422), (str(2**63), 422)):
        response = httpx.get(f"{server_url}/v1/passages/{unknown}")
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"


def test_head_is_get_without_the_body(server_url: str) -> None:
    for path in ("/readyz", "/v1/releases", f"/v1/releases/{TIDAL}"):
        head, get = httpx.head(f"{server_url}{path}"), httpx.get(f"{server_url}{path}")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.content))
    assert httpx.head(f"{server_url}/v1/nowhere").status_code == 404


def test_a_release_that_is_held_is_not_sent_again(server_url: str) -> None:
    address = f"{server_url}/v1/releases/{TIDAL}"
    tag = httpx.get(address).headers["etag"]
    for held in (tag, f'"other", W/{tag}', "*"):
        again = httpx.get(address, headers={"if-none-match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert httpx.get(address, headers={"if-none-match": '"other"'}).status_code == 200
