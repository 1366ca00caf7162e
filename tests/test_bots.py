"""Bots that exist already: the official clients of OpenAI, LangChain and MCP, and curl, against the real server."""

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from langchain_openai import ChatOpenAI
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent
from pydantic import SecretStr

from .conftest import PRESSDESK

QUESTION = "潮汐大樓的造價是多少？"
COST = "14.6 億元"
FAR_OFF = "誰發明了電話？"


@pytest.fixture(scope="module")
def client(server_url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server_url}/v1", api_key="none", max_retries=0)


def plain(server_url: str, question: str, **more: Any) -> dict[str, Any]:
    return httpx.post(f"{server_url}/v1/ask", json={"question": question, **more}, timeout=60).json()


def without_times(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "timings_ms": {}}


def test_openais_client_gets_a_cited_answer(client: openai.OpenAI, server_url: str) -> None:
    completion = client.chat.completions.create(model="gpt-any", messages=[{"role": "user", "content": QUESTION}])
    content = completion.choices[0].message.content or ""
    extra = (completion.model_extra or {})["pressdesk"]
    assert without_times(extra) == without_times(plain(server_url, QUESTION))
    assert content.startswith(extra["text"])
    assert COST in content
    citation = extra["citations"][0]
    link = next(
        word for line in content.splitlines() if line.startswith("[1]") for word in line.split() if "http" in word
    )
    assert f'<mark id="quote">{citation["quote"]}</mark>' in httpx.get(link).text
    assert completion.usage and completion.usage.total_tokens > 10


@pytest.mark.parametrize("question", [QUESTION, "Which labs does the Tidal Building have?", FAR_OFF])
def test_openais_client_streams_the_same(client: openai.OpenAI, question: str) -> None:
    whole = client.chat.completions.create(model="pressdesk", messages=[{"role": "user", "content": question}])
    chunks = list(
        client.chat.completions.create(
            model="pressdesk",
            messages=[{"role": "user", "content": question}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said == whole.choices[0].message.content
    assert chunks[-1].usage == whole.usage
    assert [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason] == ["stop"]
    assert without_times((chunks[-2].model_extra or {})["pressdesk"]) == without_times(
        (whole.model_extra or {})["pressdesk"]
    )


def test_a_conversation_goes_on(client: openai.OpenAI, server_url: str) -> None:
    first, follow_up = "灣畔居的雙人單位月租多少？", "那單人單位呢？"
    completion = client.chat.completions.create(
        model="pressdesk",
        messages=[
            {"role": "system", "content": "Answer in verse."},
            {"role": "user", "content": first},
            {"role": "assistant", "content": plain(server_url, first)["text"]},
            {"role": "user", "content": [{"type": "text", "text": follow_up}]},
        ],
    )
    asked = plain(server_url, follow_up, history=[{"question": first}])
    assert asked["asked_as"]
    assert (completion.model_extra or {})["pressdesk"]["asked_as"] == asked["asked_as"]


@pytest.mark.parametrize(
    ("messages", "says"),
    [
        ([{"role": "user", "content": "？！"}], "no words"),
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "last message"),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}], "text"),
        ([], "messages"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_openais_client_is_told_what_is_wrong(
    client: openai.OpenAI, messages: list[Any], says: str, stream: bool
) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as raised:
        client.chat.completions.create(model="pressdesk", messages=messages, stream=stream)
    assert says in raised.value.message
    assert raised.value.response.headers["content-type"] == "application/problem+json"


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["pressdesk"]
    assert client.models.retrieve("pressdesk").id == "pressdesk"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-none")


def test_langchains_chat_model_gets_a_cited_answer(server_url: str) -> None:
    model = ChatOpenAI(model="pressdesk", base_url=f"{server_url}/v1", api_key=SecretStr("none"))
    said = str(model.invoke(QUESTION).content)
    assert COST in said
    assert "[1]" in said
    assert "".join(str(chunk.content) for chunk in model.stream(QUESTION)) == said


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_gets_a_cited_answer(server_url: str) -> None:
    body = json.dumps({"question": QUESTION})
    command = ["curl", "-sS", "-H", "content-type: application/json", "-d", body, f"{server_url}/v1/ask"]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    assert COST in answer["citations"][0]["quote"]


async def _driven(client: Client, server_url: str) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools.keys() == {"ask", "search", "get_release"}
    assert all(tool.description and tool.output_schema for tool in tools.values())
    asked = await client.call_tool("ask", {"question": QUESTION})
    answer = asked.structured_content
    assert answer and without_times(answer) == without_times(plain(server_url, QUESTION))
    assert isinstance(asked.content[0], TextContent) and COST in asked.content[0].text
    citation = answer["citations"][0]
    release = (await client.call_tool("get_release", {"release_id": citation["release_id"]})).structured_content
    assert release and release["text"][citation["start"] : citation["end"]] == citation["quote"]
    found = (
        await client.call_tool("search", {"query": QUESTION, "k": 3, "filters": {"language": "en"}})
    ).structured_content
    assert found and {hit["language"] for hit in found["hits"]} == {"en"} and len(found["hits"]) == 3
    refused = (await client.call_tool("ask", {"question": FAR_OFF})).structured_content
    assert refused and refused["refused"] and not refused["sentences"]
    for tool, arguments, says in (
        ("ask", {"question": "？！"}, "no words"),
        ("get_release", {"release_id": "no-such"}, "no-such"),
        ("ask", {"question": QUESTION, "filters": {"from": "2026-02-02", "to": "2026-01-01"}}, "after"),
    ):
        failed = await client.call_tool(tool, arguments)
        assert failed.is_error and isinstance(failed.content[0], TextContent) and says in failed.content[0].text


def test_mcps_client_over_http(server_url: str) -> None:
    async def drive() -> None:
        async with Client(streamable_http_client(f"{server_url}/mcp")) as client:
            await _driven(client, server_url)

    asyncio.run(drive())


def test_mcps_client_over_stdio(server_url: str, corpus_home: Path) -> None:
    server = StdioServerParameters(
        command=str(PRESSDESK), args=["mcp", "--home", str(corpus_home)], env=dict(os.environ)
    )

    async def drive() -> None:
        async with Client(stdio_client(server)) as client:
            await _driven(client, server_url)

    asyncio.run(drive())
