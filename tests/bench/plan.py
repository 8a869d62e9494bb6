"""How much is measured, and in which order."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.bench import command, growth, hot_fair, lag, limits, own_work, pipeline, reads
from tests.bench.ours import Ours
from tests.bench.peer import FastApiFastStream, PlainNameko
from tests.bench.stack import Stack
from tests.bench.system import System

Note = Callable[[str, str, dict[str, float]], None]
"""Takes what was measured: scenario, system, figures by name."""

ORDINARY = ("b1", "b2", "b3", "b4", "b5", "b6", "b6g")
ALL = (*ORDINARY, "year")
IN_ROUNDS = {"b1", "b2", "b3", "b4", "b6", "b6g"}
PEER_EVENTS = {"fastapi+faststream": 8, "nameko": 16}
"""A peer gets B1's events divided by this: at its own rate they last about as long."""


@dataclass(frozen=True)
class Plan:
    """Sizes of one run. `seconds` is how long B2 lasts; B4's four parts last as long together."""

    scenarios: Sequence[str] = ORDINARY
    systems: Sequence[str] = ("ours", "fastapi+faststream", "nameko")
    rounds: int = 3
    events: int = 50_000
    seconds: float = 10
    people: int = 600
    fairs: int = 64
    crowd: int = 20_000
    places: int = 5_000
    own_requests: int = 2_000
    registrations: int = 1_000_000
    stored_events: int = 3_000_000
    year_scale: str = "1"

    def small(self) -> Plan:
        """Whether everything runs, in little time; its figures mean nothing."""
        return replace(
            self,
            rounds=1,
            events=2_000,
            seconds=2,
            people=60,
            crowd=600,
            places=150,
            own_requests=160,
            registrations=2_000,
            stored_events=6_000,
            year_scale="0.001",
        )


def play(plan: Plan, stack: Stack, note: Note) -> None:
    """The rounds: in each, the limits and every system take their turn."""
    for _ in range(plan.rounds if IN_ROUNDS & set(plan.scenarios) else 0):
        if "b1" in plan.scenarios:
            stack.services(run=False)
            note("b1", "limits", limits.run(stack, min(plan.events, 20_000)))
        for system in (Ours(stack), FastApiFastStream(stack), PlainNameko(stack)):
            if system.name in plan.systems:
                with system:
                    _turn(plan, system, note)
    with Ours(stack) as ours:
        if "year" in plan.scenarios:
            note("year", ours.name, {"seconds": stack.year(plan.year_scale)["took"]})
        if "b5" in plan.scenarios:
            _grown(plan, stack, ours, note)


def _grown(plan: Plan, stack: Stack, ours: Ours, note: Note) -> None:
    """B1 and B2 before and after the stores have grown."""
    before = [_pair(plan, ours) for _ in range(plan.rounds)]
    note("b5", "rows", growth.grow(stack, plan.registrations, plan.stored_events))
    _pair(plan, ours)
    empty = {name: statistics.median(one[name] for one in before) for name in before[0]}
    for _ in range(plan.rounds):
        now = _pair(plan, ours)
        shares = {f"{name}_share": now[name] / empty[name] for name in now}
        note("b5", "ours", {**shares, **{f"{name}_per_s": value for name, value in now.items()}})


def _pair(plan: Plan, ours: Ours) -> dict[str, float]:
    requests = command.Registrations(ours, ours.ground(plan.people, plan.fairs, plan.people))
    _warm_up(ours, requests)
    return {
        "events": pipeline.run(ours, plan.events)["events_per_s"],
        "commands": command.run(ours, requests, plan.seconds)["commands_per_s"],
    }


def _turn(plan: Plan, system: System, note: Note) -> None:
    ground = system.ground(plan.people, plan.fairs, plan.people)
    requests = command.Registrations(system, ground)
    events = plan.events // PEER_EVENTS.get(system.name, 1)
    _warm_up(system, requests)
    if "b1" in plan.scenarios or "b6" in plan.scenarios:
        note("b1", system.name, pipelined := pipeline.run(system, events))
    if "b2" in plan.scenarios:
        note("b2", system.name, command.run(system, requests, plan.seconds))
    if "b4" in plan.scenarios:
        note("b4", system.name, reads.run(system, plan.seconds / 4))
    if isinstance(system, Ours):
        if "b3" in plan.scenarios:
            crowd = system.ground(plan.crowd, 1, plan.places)
            note("b3", system.name, hot_fair.run(system, crowd, plan.places))
        if "b6" in plan.scenarios:
            half = pipelined["events_per_s"] / 2
            note("b6", system.name, lag.run(system, half, plan.seconds))
        if "b6g" in plan.scenarios:
            note("b6g", system.name, own_work.run(system, plan.own_requests))


def _warm_up(system: System, requests: command.Registrations) -> None:
    """First requests open connections, and Python's caches are cold."""
    pipeline.run(system, 500)
    command.run(system, requests, 1)
