"""B2: a registration by HTTP, through RPC, into one transaction, and its answer."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator

import orjson

from tests.bench import client
from tests.bench.system import Ground, System

CONNECTIONS = 32


class Registrations:
    """Requests for pairs of person and fair that were not asked for before; fairs take turns."""

    def __init__(self, system: System, ground: Ground) -> None:
        self._headers = {**system.headers("officer"), "Content-Type": "application/json"}
        self._pairs = itertools.product(ground.person_ids, ground.fair_ids)

    def __iter__(self) -> Iterator[bytes]:
        for person_id, fair_id in self._pairs:
            headers = {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
            body = orjson.dumps({"person_id": person_id})
            yield client.request("POST", f"/v1/fairs/{fair_id}/registrations", headers, body)


def run(system: System, requests: Registrations, seconds: float) -> dict[str, float]:
    """Commands a second over 32 connections, and how long they took."""
    system.settle()
    load = client.send(system.url, requests, CONNECTIONS, seconds=seconds)
    p50, p99 = load.waited_ms(0.5), load.waited_ms(0.99)
    return {
        "commands_per_s": load.per_s,
        "p50_ms": p50,
        "p99_ms": p99,
        "p99_to_p50": p99 / p50,
        "put_off": load.put_off,
        "client_share": load.client_share,
    }
