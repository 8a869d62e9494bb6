"""What it costs to be seen, in microseconds of processor time:

python -m tests.observability.cost
"""

from __future__ import annotations

import time
import timeit
from collections.abc import Callable
from datetime import UTC, datetime

from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased, Sampler
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.domain import Event
from chassis.telemetry import event_spans, metrics, trace
from chassis.telemetry.trace import Ended

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
BATCH = 200


class Nowhere:
    def record(self, span: Ended) -> None:
        """Dropped: sending is the exporter's, in a thread of its own."""

    def close(self) -> None: ...


def cost(what: Callable[[], object], shared_by: int = 1) -> str:
    number = 2000 // shared_by
    seconds = timeit.repeat(what, number=number, repeat=15, timer=time.process_time)
    return f"{min(seconds) / number / shared_by * 1e6:.2f}"


def span() -> None:
    with trace.span("rpc", "server", GIVEN):
        pass


def sdk_spans(sampler: Sampler, given: str) -> tuple[str, str]:
    """What a span of the SDK's tracer costs (ADR 26): alone, and with reading and writing the
    context. Those that it records go nowhere."""
    provider = TracerProvider(sampler=ParentBased(sampler), shutdown_on_exit=False)
    provider.add_span_processor(SpanProcessor())
    tracer, context = provider.get_tracer("cost"), TraceContextTextMapPropagator()
    parent = context.extract({"traceparent": given})

    def alone() -> None:
        with tracer.start_as_current_span("rpc", parent, SpanKind.SERVER):
            pass

    def passed_on() -> None:
        read = context.extract({"traceparent": given})
        with tracer.start_as_current_span("rpc", read, SpanKind.SERVER):
            context.inject({})

    return cost(alone), cost(passed_on)


def main() -> None:
    now = datetime.now(UTC)
    events = [
        Event(
            id=str(n),
            type=f"type-{n % 5}",
            source="/yunling/jobs",
            subject="s",
            time=now,
            data={},
            traceparent=GIVEN,
        )
        for n in range(BATCH)
    ]
    rows = [{"type": event.type, "id": event.id, "at": now} for event in events]

    def handled() -> None:
        event_spans.taken("demo.on_thing", events)
        event_spans.handled("demo.on_thing", events, 1)

    served = metrics.RPC_SECONDS
    print("metrics, a request:     ", cost(lambda: served.labels("get_thing", "ok").observe(0.004)))
    print("metrics, an event out:  ", cost(lambda: metrics.published(rows, 0.1, now), BATCH))
    print(
        "metrics, an event in:   ", cost(lambda: metrics.handled("h", events, 9, 0.1, now), BATCH)
    )
    print("a span, not recorded:   ", cost(span))
    print("an event, not recorded: ", cost(handled, BATCH))
    trace.record_to(Nowhere())
    print("a span, recorded:       ", cost(span))
    print("an event, recorded:     ", cost(handled, BATCH))
    print("SDK span, not recorded: ", *sdk_spans(ALWAYS_OFF, GIVEN[:-1] + "0"))
    print("SDK span, recorded:     ", *sdk_spans(ALWAYS_ON, GIVEN))


if __name__ == "__main__":
    main()
