"""The spans of events: through the outbox, and through each handler.

Events travel in batches, but each belongs to the trace of the request that it reports. The relay
and a handler derive the id of an event's span from what it is about, so that a later span can name
it as parent before it has ended. Nothing of this happens while no spans are recorded.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from chassis.domain.event import Event
from chassis.telemetry import trace
from chassis.telemetry.trace import Ended


def context(cause: Event | None) -> Mapping[str, str | None]:
    """The extension attributes of an event published now, because of `cause` if there is one."""
    here = {"traceparent": trace.current(), "tracestate": trace.tracestate()}
    if cause is None:
        return {"correlationid": trace.correlation(), **here}
    if cause.traceparent:
        here = {"traceparent": cause.traceparent, "tracestate": cause.tracestate}
    return {"correlationid": cause.correlation_id or cause.id, "causationid": cause.id, **here}


def stored(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """A CloudEvent for the outbox, under the span of its publication when that will be recorded,
    and what its row keeps for that."""
    parent = body.get("traceparent")
    if not _recorded(parent):
        return body, {}
    return {**body, "traceparent": trace.under(parent, body["id"])}, {"trace": parent}


def published(rows: Iterable[Mapping[str, Any]]) -> None:
    """Record the way of confirmed events of the outbox, from their storing to now."""
    if trace.recorder is None:
        return
    now = time.time_ns()
    for row in rows:
        if parent := row.get("trace"):
            own = trace.under(parent, row["id"])
            about = {"messaging.message.id": row["id"]}
            stored = int(row["at"].timestamp() * 1e9)
            trace.recorder.record(
                Ended(f"publish {row['type']}", "producer", own, parent, stored, now, None, about)
            )


def taken(handler: str, events: Sequence[Event]) -> Sequence[Event]:
    """The events as the handler gets them, each under the span of its own handling."""
    if trace.recorder is None:
        return events
    return [
        replace(event, traceparent=_own(handler, event)) if _recorded(event.traceparent) else event
        for event in events
    ]


def handled(handler: str, events: Iterable[Event], started: int) -> None:
    """Record the handling of applied events, from `started` (Unix nanoseconds) to now."""
    if trace.recorder is None:
        return
    for event in events:
        if _recorded(event.traceparent):
            _record(handler, event, _own(handler, event), started, None)


def failed(handler: str, event: Event | None, started: int, error: Exception) -> None:
    """Record a try that failed. A later one has an id of its own."""
    if event is not None and _recorded(event.traceparent):
        own = trace.under(str(event.traceparent), f"{handler} {event.id} {started}")
        _record(handler, event, own, started, type(error).__name__)


def _record(handler: str, event: Event, own: str, started: int, error: str | None) -> None:
    about = {"messaging.message.id": event.id, "yunling.event.type": event.type}
    span = Ended(
        f"handle {handler}",
        "consumer",
        own,
        event.traceparent,
        started,
        time.time_ns(),
        error,
        about,
    )
    if trace.recorder is not None:
        trace.recorder.record(span)


def _own(handler: str, event: Event) -> str:
    return trace.under(str(event.traceparent), f"{handler} {event.id}")


def _recorded(traceparent: Any) -> TypeGuard[str]:
    """Partners write the traceparent of their events themselves, so it may be anything."""
    return (
        trace.recorder is not None
        and isinstance(traceparent, str)
        and trace.usable(traceparent)
        and trace.sampled(traceparent)
    )
