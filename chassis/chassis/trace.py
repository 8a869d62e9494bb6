"""W3C trace context through HTTP, RPC, outbox and handlers, and the ids that tie them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from opentelemetry import trace as otel
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.event import Event

_propagator = TraceContextTextMapPropagator()
_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)
KINDS = {
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}


def configure(service: str, otlp_endpoint: str) -> None:
    """Make spans for `service`; export them only when an OTLP/HTTP endpoint is configured."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    if otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
            OTLPSpanExporter,
        )

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp_endpoint)))
    otel.set_tracer_provider(provider)


@contextmanager
def span(
    name: str, kind: str, traceparent: str | None = None, correlation: str | None = None
) -> Iterator[None]:
    """A span under the one that `traceparent` names (or the current one).

    A raised exception marks the span by its class only: its text may hold personal data.
    """
    parent = _propagator.extract({"traceparent": traceparent}) if traceparent else None
    tracer = otel.get_tracer("yunling")
    token = _correlation.set(correlation or _correlation.get())
    try:
        with tracer.start_as_current_span(
            name,
            parent,
            KINDS[kind],
            record_exception=False,
            set_status_on_exception=False,
        ) as current:
            try:
                yield
            except Exception as error:
                current.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise
    finally:
        _correlation.reset(token)


def current() -> str | None:
    """The traceparent of the current span, None outside of any."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent")


def correlation() -> str | None:
    return _correlation.get()


def event_context(cause: Event | None) -> Mapping[str, str | None]:
    """The extension attributes of an event published now, because of `cause` if there is one."""
    if cause is None:
        return {"correlationid": correlation(), "traceparent": current()}
    return {
        "correlationid": cause.correlation_id or cause.id,
        "causationid": cause.id,
        "traceparent": cause.traceparent or current(),
    }
