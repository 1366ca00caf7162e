"""A language model's text as it is written, within a time, and let alone for a while when it fails again and again."""

import time
from collections.abc import Iterator

import pybreaker
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from pressdesk.ingest.errors import LanguageModelFailed

FAILURES = 3
PAUSE = 30.0
"""So many failures in a row, and it is not asked for so many seconds: readers get quotations at once instead of waiting
for a server that is down."""


class ModelStream:
    """Streams a chat model. One for all questions, so that it remembers failures; safe to share between threads."""

    def __init__(self, model: BaseChatModel, seconds: float, pause: float = PAUSE) -> None:
        """`seconds` is what an answer may take in all, however steadily it comes."""
        self._model = model
        self._seconds = seconds
        # A reader who goes away is no failure of the model's.
        self._breaker = pybreaker.CircuitBreaker(fail_max=FAILURES, reset_timeout=pause, exclude=[GeneratorExit])

    def text(self, messages: list[BaseMessage]) -> Iterator[str]:
        """The pieces as they come. Raises `LanguageModelFailed`."""
        try:
            yield from self._breaker.call(self._pieces, messages)
        except pybreaker.CircuitBreakerError as error:
            raise LanguageModelFailed(
                f"The language model failed {FAILURES} times in a row and is not asked for a while."
            ) from error
        except Exception as error:
            # Every provider's client has exceptions of its own; whichever it is, the reader gets quotations.
            raise LanguageModelFailed(f"The language model failed: {error}") from error

    def _pieces(self, messages: list[BaseMessage]) -> Iterator[str]:
        deadline = time.monotonic() + self._seconds
        for chunk in self._model.stream(messages):
            yield chunk.text if isinstance(chunk.text, str) else chunk.text()
            if time.monotonic() > deadline:
                raise TimeoutError(f"it was not done after {self._seconds:g} seconds")
