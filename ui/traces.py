"""OpenTelemetry traces, where they are asked for: a span a request, and in it a span a stage of its answer.

Where they go is said in OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_ENDPOINT` and others).
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI

from pressdesk.ingest.errors import PressdeskError
from pressdesk.rag.answer import Answer


@dataclass(frozen=True)
class Trace:
    """`answered` is told of each complete answer, where it was asked for; `close` sends what is not sent yet."""

    answered: Callable[[Answer], None]
    close: Callable[[], None]


UNTRACED = Trace(lambda _: None, lambda: None)

_NOT_TRACED = "healthz,readyz,metrics,gradio_api,assets,static"


class TracesUnavailable(PressdeskError):
    """The packages for traces are not installed."""

    code = "traces-unavailable"

    def __init__(self) -> None:
        super().__init__(
            "OpenTelemetry is not installed.", "pip install 'pressdesk[traces]', or PRESSDESK_TRACES=false."
        )


def exporting() -> Trace:
    """Sends a span for each stage of an answer. Raises `TracesUnavailable`."""
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TracesUnavailable from error

    name = os.environ.get("OTEL_SERVICE_NAME", "pressdesk")
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    tracer = trace.get_tracer("pressdesk")

    def answered(answer: Answer) -> None:
        # The stages are timed where they happen, which knows nothing of traces; one ends where the next begins.
        end = time.time_ns()
        for stage, milliseconds in reversed(list(answer.timings_ms.items())):
            begin = end - int(milliseconds * 1_000_000)
            span = tracer.start_span(stage, start_time=begin)
            span.end(end)
            end = begin
        here = trace.get_current_span()
        here.set_attribute("pressdesk.refused", answer.refused)
        here.set_attribute("pressdesk.confidence", answer.confidence)
        here.set_attribute("pressdesk.struck", len(answer.struck))

    return Trace(answered, provider.shutdown)


def trace_requests(app: FastAPI) -> None:
    """Let `app` make a span for each request."""
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

    FastAPIInstrumentor.instrument_app(app, excluded_urls=_NOT_TRACED, exclude_spans=["receive", "send"])
