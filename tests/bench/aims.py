"""What is wanted of each figure (issue 3 of the project), and whether it is met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Medians of one figure: ours, the peers' and the limits' by their names."""

    ours: float
    peers: Mapping[str, float]
    limits: Mapping[str, float]


@dataclass(frozen=True)
class Wish:
    """One condition: what it says, whether it holds, None where nothing was measured beside."""

    text: str
    holds: Callable[[Row], bool | None]


@dataclass(frozen=True)
class Aim:
    """A figure of a scenario, with the conditions on it."""

    scenario: str
    figure: str
    name: str
    unit: str
    wishes: tuple[Wish, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.scenario}.{self.figure}"

    @property
    def target(self) -> str:
        return "; ".join(wish.text for wish in self.wishes)

    def met(self, row: Row) -> bool | None:
        """Whether all conditions hold; None when there is none, or one could not be checked."""
        held = [wish.holds(row) for wish in self.wishes]
        if False in held:
            return False
        return None if not held or None in held else True


def at_least(wanted: float) -> Wish:
    return Wish(f">= {wanted:g}", lambda row: row.ours >= wanted)


def at_most(wanted: float) -> Wish:
    return Wish(f"<= {wanted:g}", lambda row: row.ours <= wanted)


def times(factor: float, peer: str) -> Wish:
    def holds(row: Row) -> bool | None:
        return row.ours >= factor * row.peers[peer] if peer in row.peers else None

    return Wish(f">= {factor:g} x {peer}", holds)


def of_limits(share: float) -> Wish:
    def holds(row: Row) -> bool | None:
        return row.ours >= share * min(row.limits.values()) if row.limits else None

    return Wish(f">= {share:.0%} of the slowest limit", holds)


FASTSTREAM, NAMEKO = "fastapi+faststream", "nameko"

AIMS = (
    Aim("b1", "events_per_s", "Event pipeline, end to end", "events/s",
        (at_least(5000), times(10, FASTSTREAM), of_limits(0.3))),
    Aim("b1", "accepted_per_s", "Event pipeline, acceptance alone", "events/s"),
    Aim("b1", "rss_most_mb", "Event pipeline, largest process", "MB", (at_most(250),)),
    Aim("b1", "rss_growth_mb", "Event pipeline, growth of a process", "MB", (at_most(20),)),
    Aim("b2", "commands_per_s", "Command, 32 connections", "commands/s",
        (times(3, FASTSTREAM), times(1.5, NAMEKO))),
    Aim("b2", "p50_ms", "Command, median latency", "ms"),
    Aim("b2", "p99_ms", "Command, p99 latency", "ms"),
    Aim("b2", "p99_to_p50", "Command, p99 to median", "ratio", (at_most(3),)),
    Aim("b3", "registrations_per_s", "Hot fair, 64 connections", "registrations/s",
        (at_least(200),)),
    Aim("b3", "over_booked", "Hot fair, over-booked", "places", (at_most(0),)),
    Aim("b3", "out_of_order", "Hot fair, overtaken or missing", "people", (at_most(0),)),
    Aim("b4", "get_per_s", "Read one", "reads/s", (times(1, FASTSTREAM),)),
    Aim("b4", "get_known_per_s", "Read one, ETag holds", "reads/s", (times(1, FASTSTREAM),)),
    Aim("b4", "list_per_s", "Read a page of 50", "reads/s", (times(1, FASTSTREAM),)),
    Aim("b4", "list_known_per_s", "Read a page of 50, ETag holds", "reads/s",
        (times(1, FASTSTREAM),)),
    Aim("b5", "events_share", "Grown stores, event pipeline", "of the empty", (at_least(0.8),)),
    Aim("b5", "commands_share", "Grown stores, command", "of the empty", (at_least(0.8),)),
    Aim("b6", "sent_p95_ms", "Lag of the outbox, p95", "ms", (at_most(200),)),
    Aim("b6", "sent_p99_ms", "Lag of the outbox, p99", "ms", (at_most(1000),)),
    Aim("b6", "effect_p95_ms", "From storing to effect, p95", "ms"),
    Aim("b6g", "read_own_ms", "Gateway's own work, read, median", "ms", (at_most(3),)),
    Aim("b6g", "command_own_ms", "Gateway's own work, command, median", "ms", (at_most(3),)),
    Aim("b6g", "busy_own_ms", "The same with 8 connections", "ms"),
    Aim("b6g", "command_added_ms", "Client's wait beyond the services, command", "ms",
        (at_most(3),)),
    Aim("year", "seconds", "The programme year at full scale", "s", (at_most(600),)),
)  # fmt: skip
"""In the order of the table."""

RULES = frozenset({"b3.over_booked", "b3.out_of_order"})
"""Rules, not speeds: they hold on any machine, however busy."""
