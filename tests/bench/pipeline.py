"""B1: partner events by HTTP batch, stored, relayed, handled, their effects stored."""

from __future__ import annotations

import time
import uuid

from tests.bench import client, events
from tests.bench.memory import Memory
from tests.bench.system import System

BATCH = 500
CONNECTIONS = 4
STORED_WITHIN_S = 600
BATCHED = "application/cloudevents-batch+json"


def run(system: System, count: int) -> dict[str, float]:
    """Figures of `count` events from the first POST until the last effect is stored."""
    headers = {**system.headers("partner"), "Content-Type": BATCHED}
    requests = [
        client.request(
            "POST", "/v1/events", {**headers, "Idempotency-Key": str(uuid.uuid4())}, body
        )
        for body in events.batches("bodies", count, BATCH)
    ]
    system.settle()
    before = system.effects()
    with Memory(system.processes()) as memory:
        load = client.send(system.url, requests, CONNECTIONS)
        wait_until(system, before + count)
        seconds = time.perf_counter() - load.started
    stored = system.effects() - before
    if stored != count:
        raise client.Failed(f"{stored} effects of {count} events")
    return {
        "events_per_s": count / seconds,
        "accepted_per_s": count / load.seconds,
        "rss_most_mb": max(memory.most.values()),
        "rss_growth_mb": max(memory.last[name] - memory.first[name] for name in memory.last),
        "put_off": load.put_off,
        "client_share": load.client_share,
    }


def request(system: System, body: bytes) -> bytes:
    """A batch of partner events on its way in."""
    about = {"Content-Type": BATCHED, "Idempotency-Key": str(uuid.uuid4())}
    return client.request("POST", "/v1/events", system.headers("partner") | about, body)


def wait_until(system: System, effects: int) -> None:
    """Return as soon as so many effects are stored."""
    end = time.monotonic() + STORED_WITHIN_S
    while system.effects() < effects:
        if time.monotonic() > end:
            raise client.Failed(f"{effects - system.effects()} effects are missing")
        time.sleep(0.02)
