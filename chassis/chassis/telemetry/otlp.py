"""Sends spans to a collector, in batches over OTLP/HTTP."""

from __future__ import annotations

from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from chassis.telemetry.trace import Ended

_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_SCOPE = InstrumentationScope("yunling")
_KINDS = {kind.name.lower(): kind for kind in SpanKind}


class OtlpRecorder:
    """Sends spans of `service` to `endpoint`: the address of the collector, or of its /v1/traces.

    A span is made when it has ended, with an id that was chosen before: the SDK's own tracer
    cannot give two processes the same id for the way of an event through the outbox. A collector
    that is away costs the spans that do not fit into the queue (OTEL_BSP_MAX_QUEUE_SIZE).
    """

    def __init__(self, service: str, endpoint: str) -> None:
        if urlsplit(endpoint).path in ("", "/"):
            endpoint = endpoint.rstrip("/") + "/v1/traces"
        self._resource = Resource.create({"service.name": service})
        self._spans = BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint))

    def record(self, span: Ended) -> None:
        failed = {"error.type": span.error} if span.error else {}
        self._spans.on_end(
            ReadableSpan(
                span.name,
                context=_context(span.own),
                parent=_context(span.parent) if span.parent else None,
                resource=self._resource,
                attributes={**span.attributes, **failed},
                kind=_KINDS[span.kind],
                status=Status(StatusCode.ERROR if failed else StatusCode.UNSET),
                start_time=span.started,
                end_time=span.ended,
                instrumentation_scope=_SCOPE,
            )
        )

    def close(self) -> None:
        self._spans.shutdown()


def _context(traceparent: str) -> SpanContext:
    _, trace_id, span_id, _ = traceparent.split("-")
    return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=_SAMPLED)
