"""CloudEvents 1.0, structured JSON: how an event looks on the wire and in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from chassis.codec import payloads, utc
from chassis.domain.event import DomainEvent, Event
from chassis.telemetry import trace, tracestate

CONTENT_TYPE = "application/cloudevents+json"
REQUIRED = ("specversion", "id", "type", "source", "subject", "time")
OPTIONAL = ("correlationid", "causationid", "traceparent", "dataschema")
SEQUENCE_MOST = 2**63 - 1
SCHEMA_BASE = "https://yunling.example/contracts/events"


class Malformed(Exception):
    """The bytes are not a CloudEvent we can read; the message names the missing or wrong part."""


def compose(
    event: DomainEvent,
    *,
    id: str,
    source: str,
    subject: str,
    time: datetime,
    sequence: int,
    context: Mapping[str, str | None],
) -> dict[str, Any]:
    """The CloudEvent for a domain event. `context` holds correlationid, causationid,
    traceparent and tracestate; those that are None are left out."""
    service = event.type.split(".")[1]
    return {
        "specversion": "1.0",
        "id": id,
        "type": event.type,
        "source": source,
        "subject": subject,
        "time": utc(time),
        "datacontenttype": "application/json",
        "dataschema": f"{SCHEMA_BASE}/{service}/{event.type}.schema.json",
        # The sequence extension of CloudEvents wants a string that sorts; ten digits do.
        "sequence": f"{sequence:010}",
        **{name: value for name, value in context.items() if value is not None},
        "data": payloads.unstructure(event),
    }


def encode(envelope: Mapping[str, Any]) -> bytes:
    return orjson.dumps(envelope)


def decode(body: bytes) -> dict[str, Any]:
    """The envelope as a dict whose required attributes are present and of the right type. Raises
    Malformed with the name of the wrong attribute, never with its content."""
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as broken:
        raise Malformed("body is not JSON") from broken
    if not isinstance(envelope, dict):
        raise Malformed("body is not a JSON object")
    for name in REQUIRED:
        if not isinstance(envelope.get(name), str) or not envelope[name]:
            raise Malformed(f"attribute {name} is missing or no string")
    for name in OPTIONAL:
        if not isinstance(envelope.get(name), str | None):
            raise Malformed(f"attribute {name} is no string")
    if envelope["specversion"] != "1.0":
        raise Malformed("attribute specversion is not 1.0")
    if not isinstance(envelope.get("data"), dict):
        raise Malformed("data is not a JSON object")
    return envelope


def event(envelope: Mapping[str, Any], data: dict[str, Any], user_id: str | None = None) -> Event:
    """An Event from a decoded envelope, with `data` as the consumer's schema read it."""
    return Event(
        id=envelope["id"],
        type=envelope["type"],
        source=envelope["source"],
        subject=envelope["subject"],
        time=_time(envelope["time"]),
        data=data,
        sequence=_sequence(envelope.get("sequence")),
        correlation_id=envelope.get("correlationid"),
        causation_id=envelope.get("causationid"),
        traceparent=envelope.get("traceparent"),
        tracestate=_tracestate(envelope),
        dataschema=envelope.get("dataschema"),
        user_id=user_id,
    )


def _tracestate(envelope: Mapping[str, Any]) -> str | None:
    """Only a valid tracestate is passed on; an invalid one is no reason to refuse the event."""
    given, traceparent = envelope.get("tracestate"), envelope.get("traceparent")
    if given is None or traceparent is None or not trace.usable(traceparent):
        return None
    return tracestate.parse(given)


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Malformed("attribute time is no RFC 3339 time") from wrong
    if moment.tzinfo is None:
        raise Malformed("attribute time has no zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as wrong:
        raise Malformed("attribute time is out of range") from wrong


def _sequence(value: Any) -> int | None:
    if value is None:
        return None
    try:
        sequence = int(value)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise Malformed("attribute sequence is no number") from wrong
    if not 0 <= sequence <= SEQUENCE_MOST:
        raise Malformed("attribute sequence is out of range")
    return sequence
