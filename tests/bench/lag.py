"""B6: how long an event lies in the outbox while events come at half of the rate of B1."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bench import client, events
from tests.bench.ours import PARTNER, Ours
from tests.bench.pipeline import request, wait_until

BATCH = 50
CONNECTIONS = 8


def run(system: Ours, events_per_s: float, seconds: float) -> dict[str, float]:
    """Milliseconds from an event's transaction to the broker's confirm, and to its effect."""
    batches = int(events_per_s * seconds / BATCH)
    bodies = list(events.batches(PARTNER, batches * BATCH, BATCH))
    requests = [request(system, body) for body in bodies]
    system.settle()
    before, since = system.effects(), datetime.now(UTC)
    client.send(system.url, requests, CONNECTIONS, per_s=events_per_s / BATCH)
    wait_until(system, before + batches * BATCH)
    system.settle()
    sent, effect = system.lags_ms(since)
    return {
        "sent_p50_ms": _share(sent, 0.5),
        "sent_p95_ms": _share(sent, 0.95),
        "sent_p99_ms": _share(sent, 0.99),
        "effect_p95_ms": _share(effect, 0.95),
        "effect_p99_ms": _share(effect, 0.99),
    }


def _share(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]
