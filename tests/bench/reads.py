"""B4: a fair and a page of its registrations through the door, new and known to the caller."""

from __future__ import annotations

import itertools

from tests.bench import client
from tests.bench.command import Registrations
from tests.bench.system import System
from tests.integration.door import Door

CONNECTIONS = 32
FAIRS, REGISTRATIONS = 4, 60


def run(system: System, seconds: float) -> dict[str, float]:
    """Reads a second: whole, and with an ETag that still holds. Every page is full."""
    ground = system.ground(REGISTRATIONS, FAIRS, REGISTRATIONS)
    client.send(system.url, Registrations(system, ground), FAIRS)
    system.settle()
    fairs = [f"/v1/fairs/{fair_id}" for fair_id in ground.fair_ids]
    pages = [f"{fair}/registrations?limit=50" for fair in fairs]
    return {
        "get_per_s": _rate(system, fairs, seconds, known=False),
        "get_known_per_s": _rate(system, fairs, seconds, known=True),
        "list_per_s": _rate(system, pages, seconds, known=False),
        "list_known_per_s": _rate(system, pages, seconds, known=True),
    }


def _rate(system: System, paths: list[str], seconds: float, *, known: bool) -> float:
    headers = system.headers("officer")
    tags = [_tag(system, path) if known else {} for path in paths]
    requests = [
        client.request("GET", path, headers | tag) for path, tag in zip(paths, tags, strict=True)
    ]
    load = client.send(system.url, itertools.cycle(requests), CONNECTIONS, seconds=seconds)
    expected = 304 if known else 200
    if wrong := {one.status for one in load.answers} - {expected}:
        raise client.Failed(f"{wrong} instead of {expected}")
    return load.per_s


def _tag(system: System, path: str) -> dict[str, str]:
    answer = Door(system.url).send("GET", path, headers=system.headers("officer"))
    return {"If-None-Match": answer.headers["ETag"]}
