"""Traces reach a collector over OTLP: a request, and the stages of its answer within it."""

from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from .conftest import handled_by, serving


def test_a_request_and_its_stages_are_traced(corpus_home: Path) -> None:
    spans: list[Span] = []
    services: set[str] = set()

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"])))
            for resource in sent.resource_spans:
                services.update(a.value.string_value for a in resource.resource.attributes if a.key == "service.name")
                spans.extend(span for scope in resource.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    asked = {"question": "潮汐大樓的造價是多少？"}
    with (
        handled_by(Collector) as endpoint,
        serving(
            corpus_home, PRESSDESK_TRACES="true", OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_BSP_SCHEDULE_DELAY="200"
        ) as url,
    ):
        assert httpx.post(f"{url}/v1/ask", json=asked, timeout=60).status_code == 200
    (request,) = [span for span in spans if span.name == "POST /v1/ask"]
    stages = {span.name: span for span in spans if span.parent_span_id == request.span_id}
    assert {"embed", "retrieve", "read", "answer"} <= stages.keys()
    assert all(span.trace_id == request.trace_id for span in stages.values())
    assert request.start_time_unix_nano <= stages["embed"].start_time_unix_nano <= stages["answer"].start_time_unix_nano
    attributes = {a.key: a.value for a in request.attributes}
    assert not attributes["pressdesk.refused"].bool_value
    assert services == {"pressdesk"}
    assert asked["question"] not in str(spans)
