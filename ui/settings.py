"""The one settings object. Each field is a `PRESSDESK_*` variable, from the environment or from `.env`."""

import os
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from limits import parse
from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.weights import DEFAULT_MODEL, PASSAGE_TOKENS


class Settings(BaseSettings):
    """Where things are, which models are used, how the server is reached. Read by
    `load_settings`, which refuses a `PRESSDESK_*` variable that is none of these."""

    model_config = SettingsConfigDict(env_prefix="PRESSDESK_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(
        default=user_data_path("pressdesk", appauthor=False),
        description="Folder of the index.",
    )
    cache: Path = Field(
        default=user_cache_path("pressdesk", appauthor=False),
        description="Folder that the default model is unpacked in.",
    )
    model: str = Field(
        default=DEFAULT_MODEL,
        description="Embedding model: the default, a folder, or a hub name.",
    )
    reranker: str = Field(
        default="reader",
        description="Second stage: `reader` (Pressdesk's own, over the default model), `none`, or a cross-encoder.",
    )
    passage_tokens: int = Field(
        default=PASSAGE_TOKENS,
        ge=64,
        le=8192,
        description="Most tokens of a passage; the model's own limit holds too.",
    )
    passages: int = Field(
        default=8,
        ge=1,
        le=100,
        description="Passages shown with an answer.",
    )
    refuse_below: float = Field(
        default=0.40,
        ge=0,
        le=1,
        description="Least confidence for an answer; below it Pressdesk says that the releases don't tell.",
    )
    llm: str | None = Field(
        default=None,
        description="Language model that writes the answers, `provider:model`; none: answers are quotations.",
    )
    llm_base_url: str | None = Field(
        default=None,
        description="Address of an OpenAI-compatible server.",
    )
    llm_api_key: SecretStr | None = Field(
        default=None,
        description="Key for the language model.",
    )
    llm_timeout: float = Field(
        default=60,
        gt=0,
        le=3600,
        description="Seconds that the language model may take; four fifths of `PRESSDESK_TIMEOUT` at most.",
    )
    llm_context: int = Field(
        default=4000,
        ge=200,
        le=1_000_000,
        description="Tokens of passages that the language model is given.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address that the server listens on.",
    )
    port: int = Field(
        default=8642,
        ge=1,
        le=65535,
        description="Port that the server listens on.",
    )
    require_keys: Literal["auto", "always", "never"] = Field(
        default="auto",
        description="Who needs an API key: `auto`, all as soon as there is one; `always`; `never`.",
    )
    open_chat: bool = Field(
        default=False,
        description="Whether the chat may be used without a key where the API needs one.",
    )
    rate_limit: str = Field(
        default="300/minute",
        description="Requests to the API that a key, or an address without one, may make; `none`: as many as it likes.",
    )
    workers: int = Field(
        default=0,
        ge=0,
        le=64,
        description="Questions answered at the same time; 0: as many as there are cores, eight times that with an LLM.",
    )
    queue: int = Field(
        default=64,
        ge=1,
        le=10_000,
        description="Questions that may wait; more are told to come back later.",
    )
    timeout: float = Field(
        default=120,
        gt=0,
        le=3600,
        description="Seconds that an answer may take, waiting included.",
    )
    cors_origins: list[str] = Field(
        default=[],
        description='Web origins whose pages may call the API, as JSON: `["https://example.org"]`.',
    )
    logs: Literal["auto", "json", "console"] = Field(
        default="auto",
        description="Form of the log on standard error: `json`, `console`, or `auto`, by whether it is a terminal.",
    )
    traces: bool = Field(
        default=False,
        description="Whether OpenTelemetry traces are sent (`pip install pressdesk[traces]`, `OTEL_*` variables).",
    )
    fetch_pages: int = Field(
        default=500,
        ge=1,
        le=100_000,
        description="Pages that are fetched of a feed or a sitemap, the newest first.",
    )
    fetch_private: bool = Field(
        default=False,
        description="Whether `pressdesk ingest URL` may fetch from private and local addresses.",
    )
    keep_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="Days that the chat's questions and answers are kept, for reloading, links, staff; 0 keeps none.",
    )
    interface: Literal["auto", "zh-Hant", "zh-Hans", "en"] = Field(
        default="auto",
        description="Language of the screens: `zh-Hant`, `zh-Hans`, `en`, or `auto`, the browser's.",
    )

    @property
    def model_seconds(self) -> float:
        """Seconds that the language model may take: some of an answer's are left for quoting where it fails."""
        return min(self.llm_timeout, 0.8 * self.timeout)

    @field_validator("rate_limit")
    @classmethod
    def _is_a_limit(cls, value: str) -> str:
        if value != "none":
            try:
                parse(value)
            except ValueError as error:
                raise ValueError("Say it as 300/minute or 10/second, or none") from error
        return value


def load_settings(**given: object) -> Settings:
    """The settings from the environment and `.env`, with `given` before both.

    Raises pydantic's `ValidationError` for a value out of bounds and for a `PRESSDESK_*` variable that is none.
    """
    known = {f"PRESSDESK_{name.upper()}" for name in Settings.model_fields} | {
        "PRESSDESK_EVAL_DIR",
        "PRESSDESK_FIT_DIR",
    }
    written = [*os.environ, *dotenv_values(".env")]
    unknown = sorted(name for name in written if name.upper().startswith("PRESSDESK_") and name.upper() not in known)
    if unknown:
        raise UnknownSetting(unknown)
    return Settings.model_validate({}) if not given else Settings(**given)  # type: ignore[arg-type]


class UnknownSetting(PressdeskError):
    """A `PRESSDESK_*` variable that is no setting: a misspelt one would be ignored in silence."""

    code = "unknown-setting"

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(f"{', '.join(names)}: there is no such setting.", "The README has a table of them.")
