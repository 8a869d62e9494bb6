"""Partner events as bytes: batches of measures that a partner reports."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import orjson

TYPE = "yunling.partners.measure.reported.v1"
TARGETS = ("station_person_times", "recuperation_persons", "safety_person_times")
REGIONS = ("530102", "530103", "530111", "530302", "530402", "530521", "530602", "532901")


def measure(partner: str) -> dict[str, object]:
    """One CloudEvent: a county's figure of one month."""
    target = random.choice(TARGETS)
    quantity = random.randint(1, 400)
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/partners/{partner}",
        "type": TYPE,
        "subject": target,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {
            "target_id": target,
            "region": random.choice(REGIONS),
            "month": f"2025-{random.randint(1, 12):02}",
            "quantity": quantity,
            "key_groups": {"migrant": quantity // 2},
        },
    }


def batches(partner: str, events: int, size: int) -> Iterator[bytes]:
    """Bodies of `application/cloudevents-batch+json` with `events` events altogether."""
    for first in range(0, events, size):
        count = min(size, events - first)
        yield orjson.dumps([measure(partner) for _ in range(count)])
