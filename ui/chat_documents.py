"""The documents of OpenAI's Chat Completions API, as far as Pressdesk takes and gives them.

What a model would be told of how to write (temperature, tools, a system message) is taken and not used: an answer is
what the releases say, whatever the client asks for.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from pressdesk.ingest.errors import BadQuestion
from pressdesk.rag.answer import Answer
from pressdesk.rag.follow_up import Turn

from .bounds import MAX_PASSAGES
from .contract import FiltersIn

MODEL = "pressdesk"
_MOST_MESSAGES = 200
_LONGEST_MESSAGE = 100_000


class Part(BaseModel):
    """A part of a message; those that are no text are refused."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["text"]
    text: Annotated[str, Field(max_length=_LONGEST_MESSAGE)]


class ChatMessage(BaseModel):
    """A message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, Field(max_length=_LONGEST_MESSAGE)] | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream has besides."""

    model_config = ConfigDict(extra="ignore")

    include_usage: StrictBool = False


class ChatCompletionIn(BaseModel):
    """A conversation whose last message is the question. `filters` and `k` are Pressdesk's own."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "潮汐大樓的造價是多少？"}]}]
        },
    )

    model: str = Field(default=MODEL, max_length=200, description="Any name: there is one model.")
    messages: list[ChatMessage] = Field(min_length=1, max_length=_MOST_MESSAGES)
    stream: StrictBool = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(default=None, description="One answer is given.")
    filters: FiltersIn = FiltersIn.model_validate({})
    k: StrictInt | None = Field(default=None, ge=1, le=MAX_PASSAGES, description="Passages to look in.")

    def asked(self) -> tuple[str, list[Turn]]:
        """The question and the turns before it. Raises `BadQuestion` where the last message is not the user's."""
        said = [message for message in self.messages if message.role in ("user", "assistant")]
        if not said or said[-1].role != "user":
            raise BadQuestion("The last message is not the user's.", "Send the question as the last message.")
        turns: list[Turn] = []
        for message in said[:-1]:
            if message.role == "user":
                turns.append(Turn(message.text))
            elif turns:
                turns[-1] = Turn(turns[-1].question, message.text)
        return said[-1].text, turns


class Usage(BaseModel):
    """Tokens by the embedding model's tokenizer: of the question, of the answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ReplyOut(BaseModel):
    """The answer's sentences with the numbers of their citations, what the reader should know, a line a source."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class ChoiceOut(BaseModel):
    """The one choice."""

    index: Literal[0] = 0
    message: ReplyOut
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatCompletionOut(BaseModel):
    """OpenAI's document with one field more: `pressdesk`, the answer as `/v1/ask` gives it, citations with release and
    offsets among it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Seconds since 1970.")
    model: str = MODEL
    choices: list[ChoiceOut]
    usage: Usage
    pressdesk: Answer


class ModelOut(BaseModel):
    """The one model."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelsOut(BaseModel):
    """What there is to choose from."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


def chunk(identity: dict[str, Any], delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    """A piece of a streamed completion."""
    choices = [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]
    return {**identity, "object": "chat.completion.chunk", "choices": choices}
