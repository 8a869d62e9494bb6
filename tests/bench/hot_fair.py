"""B3: everybody wants into one fair: nobody over-booked, nobody overtaken."""

from __future__ import annotations

import orjson

from tests.bench import client
from tests.bench.command import Registrations
from tests.bench.system import Ground, System

CONNECTIONS = 64


def run(system: System, ground: Ground, places: int) -> dict[str, float]:
    """Registrations a second, and how often a rule was broken: to be 0 both times.

    `ground` has one fair with `places` places and more people than that.
    """
    system.settle()
    load = client.send(system.url, Registrations(system, ground), CONNECTIONS, keep_bodies=True)
    told = [(one, orjson.loads(one.body)) for one in load.answers]
    confirmed = [one for one, body in told if body["state"] == "confirmed"]
    waiting = [(body["position"], one) for one, body in told if body["state"] == "waiting"]
    missing = len(ground.person_ids) - len(told)
    return {
        "registrations_per_s": load.per_s,
        "over_booked": max(0, len(confirmed) - places),
        "out_of_order": missing + out_of_order(confirmed, waiting),
        "p99_ms": load.waited_ms(0.99),
    }


def out_of_order(
    confirmed: list[client.Answered], waiting: list[tuple[int, client.Answered]]
) -> int:
    """How many stand before somebody who had been told before they asked, and how many
    positions are missing or given twice."""
    positions = sorted(position for position, _ in waiting)
    wrong = sum(position != place for place, position in enumerate(positions, 1))
    order = [one for _, one in sorted(waiting, key=lambda pair: pair[0], reverse=True)]
    first_told_behind = float("inf")
    for one in order:
        wrong += one.asked > first_told_behind
        first_told_behind = min(first_told_behind, one.told)
    # Who has a place must not have asked after somebody was told to wait.
    return wrong + sum(one.asked > first_told_behind for one in confirmed)
