"""B4: a fair and a page of its registrations through the door, new and known to the caller."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tests.bench import client
from tests.bench.command import Registrations
from tests.bench.system import System
from tests.integration.door import Door

CONNECTIONS = 32
FAIRS, REGISTRATIONS = 4, 60


@dataclass(frozen=True)
class Kind:
    """Requests that are sent in turn, and the status that each is answered with."""

    requests: list[bytes]
    status: int

    def check(self, load: client.Load) -> None:
        """Raises Failed when another status was answered."""
        if wrong := {one.status for one in load.answers} - {self.status}:
            raise client.Failed(f"{wrong} instead of {self.status}")


def run(system: System, seconds: float) -> dict[str, float]:
    """Reads a second: whole, and with an ETag that still holds."""
    kinds = requests(system)
    return {f"{name}_per_s": _rate(system, kind, seconds) for name, kind in kinds.items()}


def requests(system: System) -> dict[str, Kind]:
    """What is asked for, by its name. Every page is full."""
    ground = system.ground(REGISTRATIONS, FAIRS, REGISTRATIONS)
    client.send(system.url, Registrations(system, ground), FAIRS)
    system.settle()
    fairs = [f"/v1/fairs/{fair_id}" for fair_id in ground.fair_ids]
    pages = [f"{fair}/registrations?limit=50" for fair in fairs]
    return {
        "get": _kind(system, fairs, known=False),
        "get_known": _kind(system, fairs, known=True),
        "list": _kind(system, pages, known=False),
        "list_known": _kind(system, pages, known=True),
    }


def _kind(system: System, paths: list[str], *, known: bool) -> Kind:
    headers = system.headers("officer")
    tags = [_tag(system, path) if known else {} for path in paths]
    asked = [
        client.request("GET", path, headers | tag) for path, tag in zip(paths, tags, strict=True)
    ]
    return Kind(asked, 304 if known else 200)


def _rate(system: System, kind: Kind, seconds: float) -> float:
    load = client.send(system.url, itertools.cycle(kind.requests), CONNECTIONS, seconds=seconds)
    kind.check(load)
    return load.per_s


def _tag(system: System, path: str) -> dict[str, str]:
    answer = Door(system.url).send("GET", path, headers=system.headers("officer"))
    return {"If-None-Match": answer.headers["ETag"]}
