"""What the server counts, for Prometheus (https://prometheus.io/docs/practices/naming/). Times are in seconds."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

from pressdesk.rag.answer import Answer

from .workers import Workers

disable_created_metrics()

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counters of one server, in a registry of their own."""

    def __init__(self, workers: Workers, count_tokens: Callable[[str], int]) -> None:
        self._registry = registry = CollectorRegistry()
        self._count_tokens = count_tokens
        self._requests = Counter(
            "pressdesk_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "pressdesk_request_seconds",
            "From a request to the end of its response.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "pressdesk_stage_seconds",
            "Stages of an answer: embed, retrieve, read, answer.",
            ["stage"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "pressdesk_answers", "Answers by outcome: answered, refused.", ["outcome"], registry=registry
        )
        self._remembered = Counter("pressdesk_answers_remembered", "Answers given from memory.", registry=registry)
        self._struck = Counter(
            "pressdesk_struck_sentences", "Sentences of a language model that no passage proved.", registry=registry
        )
        self._unknown = Counter(
            "pressdesk_unknown_citations", "Citations of what a language model was not shown.", registry=registry
        )
        self._tokens = Counter(
            "pressdesk_tokens",
            "Tokens of questions and answers, by the embedding model's tokenizer.",
            ["of"],
            registry=registry,
        )
        gauges = {
            "pressdesk_waiting": ("Questions in the queue.", lambda: workers.waiting),
            "pressdesk_running": ("Questions being answered.", lambda: workers.running),
        }
        for name, (told, value) in gauges.items():
            Gauge(name, told, registry=registry).set_function(value)

    def answered(self, answer: Answer) -> None:
        """Count a complete answer."""
        self._answers.labels("refused" if answer.refused else "answered").inc()
        self._struck.inc(len(answer.struck))
        self._unknown.inc(answer.unknown_citations)
        if "remembered" in answer.timings_ms:
            self._remembered.inc()
            return
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)
        self._tokens.labels("question").inc(self._count_tokens(answer.question))
        self._tokens.labels("answer").inc(self._count_tokens(answer.text))

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._registry)
