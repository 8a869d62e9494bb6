"""A partner's publisher in Python: the figures of one month, by every way in.

    YUNLING_URL=http://127.0.0.1:21000 YUNLING_PARTNER=bodies YUNLING_TOKEN=... \
        YUNLING_AMQP_URI=amqp://partner-bodies:...@127.0.0.1:21010/yunling python publish.py

Needs `pip install requests kombu`. Without YUNLING_AMQP_URI it publishes over HTTP only.
"""

import json
import os
import uuid
from datetime import UTC, datetime
from typing import Any

import requests
from kombu import Connection, Exchange

URL = os.environ["YUNLING_URL"]
PARTNER = os.environ["YUNLING_PARTNER"]
TOKEN = os.environ["YUNLING_TOKEN"]
AMQP_URI = os.environ.get("YUNLING_AMQP_URI")
TYPE = "yunling.partners.measure.reported.v1"


def an_event(region: str, quantity: int) -> dict[str, Any]:
    """A CloudEvent: so many more outdoor workers were served in a county in May 2025."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/partners/{PARTNER}",
        "type": TYPE,
        "subject": "station_person_times",
        "time": datetime.now(UTC).isoformat(),
        "data": {
            "target_id": "station_person_times",
            "region": region,
            "month": "2025-05",
            "quantity": quantity,
        },
    }


def post(content_type: str, body: Any, **headers: str) -> int:
    """Send; how many events the platform has stored. Raises HTTPError with its problem.

    The Idempotency-Key makes it safe to send once more when the answer is lost: 503, time-out.
    """
    answer = requests.post(
        f"{URL}/v1/events",
        data=json.dumps(body),
        headers={
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": content_type,
            "Idempotency-Key": str(uuid.uuid4()),
            **headers,
        },
        timeout=30,
    )
    if not answer.ok:
        raise requests.HTTPError(answer.text, response=answer)
    accepted: int = answer.json()["accepted"]
    return accepted


def post_structured(event: dict[str, Any]) -> int:
    """The whole event is the body."""
    return post("application/cloudevents+json", event)


def post_batch(events: list[dict[str, Any]]) -> int:
    """Up to 1000 events, taken as a whole or not at all."""
    return post("application/cloudevents-batch+json", events)


def post_binary(event: dict[str, Any]) -> int:
    """The data is the body, the attributes are headers."""
    attributes = {f"ce-{name}": value for name, value in event.items() if name != "data"}
    return post("application/json", event["data"], **attributes)


def publish(events: list[dict[str, Any]], uri: str) -> int:
    """To the broker, one message an event; returns when the broker has confirmed every one."""
    intake = Exchange("yunling.intake", type="topic", durable=True, no_declare=True)
    with Connection(uri, transport_options={"confirm_publish": True}) as connection:
        producer = connection.Producer(exchange=intake, auto_declare=False)
        for event in events:
            producer.publish(
                json.dumps(event).encode(),
                routing_key=event["type"],
                content_type="application/cloudevents+json",
                content_encoding="utf-8",
                delivery_mode=2,
                mandatory=True,
                user_id=f"partner-{PARTNER}",
                timeout=30,
                confirm_timeout=30,
            )
    return len(events)


print("structured", post_structured(an_event("530102", 1)))
print("batch", post_batch([an_event("530103", 10), an_event("530111", 10)]))
print("binary", post_binary(an_event("530112", 100)))
if AMQP_URI:
    print("amqp", publish([an_event("530113", 1000)], AMQP_URI))
