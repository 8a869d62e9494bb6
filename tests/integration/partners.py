"""Partner systems: CloudEvents over HTTP in the three modes, and over AMQP."""

from __future__ import annotations

import json
import uuid
from typing import Any

import kombu

from tests.integration.door import Answer, Door

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
TYPE = "yunling.partners.{}.v1"


def an_event(partner: str, kind: str, subject: str, data: dict[str, Any], **changes: Any) -> Any:
    """A whole CloudEvent of a partner; `kind` is `checkin.reported` and the like."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "type": TYPE.format(kind),
        "source": f"/partners/{partner}",
        "subject": subject,
        "time": "2026-03-01T02:00:00Z",
        "datacontenttype": "application/json",
        "data": data,
        **changes,
    }


def send(door: Door, event: Any) -> Answer:
    return _send(door, STRUCTURED, json.dumps(event))


def send_batch(door: Door, events: list[Any]) -> Answer:
    return _send(door, BATCH, json.dumps(events))


def send_binary(door: Door, event: Any) -> Answer:
    """Attributes as headers, the data as the body."""
    event = dict(event)
    data, kind = event.pop("data"), event.pop("datacontenttype")
    headers = {f"ce-{name}": str(value) for name, value in event.items()}
    return _send(door, kind, json.dumps(data), **headers)


def _send(door: Door, kind: str, body: str, **headers: str) -> Answer:
    headers |= {"Content-Type": kind, "Idempotency-Key": str(uuid.uuid4())}
    return door.send("POST", "/v1/events", data=body.encode(), headers=headers)


def publish(uri: str, event: Any) -> None:
    """Hand an event to the intake exchange; returns once the broker has confirmed it."""
    user = uri.split("//")[1].split(":")[0]
    with kombu.Connection(uri, transport_options={"confirm_publish": True}) as connection:
        connection.Producer().publish(
            json.dumps(event),
            exchange="yunling.intake",
            routing_key=event["type"],
            content_type=STRUCTURED,
            content_encoding="utf-8",
            delivery_mode=2,
            user_id=user,
            timeout=20,
        )
