"""What will happen in a run, all of it decided by the seed before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from tests.fault.evidence import KEPT
from yunling import services

STORES = tuple(name for name in services.NAMES if name in KEPT)
"""The services that this suite's load reaches, and whose state it reads at the end."""

SERVICES = tuple(name for name in STORES if name != services.GATEWAY)
RELAYING = tuple(name for name in STORES if name != "insight")
CONSUMING = tuple(name for name in STORES if name != "people")

POINTS = {
    "rpc.taken": SERVICES,
    "rpc.decided": SERVICES,
    "store.before_commit": STORES,
    "store.after_commit": STORES,
    "relay.before_publish": RELAYING,
    "relay.after_publish": RELAYING,
    "relay.after_mark": RELAYING,
    "consume.before_handling": CONSUMING,
    "consume.before_ack": CONSUMING,
    "consume.after_ack": CONSUMING,
}
"""The points of `chassis.failpoints`, and the services that reach them under this suite's load:
insight publishes nothing, and nobody here is hired or certified for people to hear of."""

WEIGHTS = {
    "die_at": 64,
    "kill": 26,
    "freeze": 16,
    "kill_broker": 8,
    "freeze_broker": 6,
    "kill_member": 10,
    "freeze_member": 8,
    "step_down": 12,
    "cut": 20,
    "silence": 10,
    "slow": 14,
    "broker_disk_full": 6,
    "member_disk_full": 6,
    "clock_jump": 14,
}
"""How many of each kind among 220; in a smaller run each kind comes at least once."""

MEMBERS = ("primary", "secondary")
LINES = (*STORES, "partners", "door", "member")
JUMPS_S = (3600.0, -3600.0, 90.0, -90.0, 86_400.0)


@dataclass(frozen=True)
class Fault:
    """`target` is a service, a line of the proxy, or which member of the replica set."""

    number: int
    kind: str
    target: str = ""
    how: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        how = " ".join(f"{name}={value}" for name, value in self.how.items())
        return " ".join(word for word in (self.kind, self.target, how) if word)


def plan_faults(seed: int, count: int) -> list[Fault]:
    """`count` faults of every kind, in an order of the dice."""
    dice = Random(f"{seed}:faults")
    kinds = _kinds(dice, count)
    deaths = _deaths(dice)
    return [_fault(dice, number, kind, deaths) for number, kind in enumerate(kinds)]


def _kinds(dice: Random, count: int) -> list[str]:
    each = {
        kind: max(1, count * weight // sum(WEIGHTS.values())) for kind, weight in WEIGHTS.items()
    }
    kinds = [kind for kind, n in each.items() for _ in range(n)]
    while len(kinds) < count:
        kinds.append("die_at")
    dice.shuffle(kinds)
    return kinds[:count]


def _deaths(dice: Random) -> Iterator[tuple[str, str]]:
    """Every point of every service in turn; the points first, so that few faults reach all."""
    rounds = {point: dice.sample(names, len(names)) for point, names in POINTS.items()}
    longest = max(len(names) for names in rounds.values())
    pairs = []
    for n in range(longest):
        some = [(point, names[n]) for point, names in rounds.items() if n < len(names)]
        pairs += dice.sample(some, len(some))
    return cycle(pairs)


def _fault(dice: Random, number: int, kind: str, deaths: Iterator[tuple[str, str]]) -> Fault:
    lasts = {"seconds": round(dice.uniform(0.5, 4), 1)}
    if kind == "die_at":
        point, service = next(deaths)
        return Fault(number, kind, service, {"point": point, "after": dice.randint(1, 4)})
    if kind == "kill":
        return Fault(number, kind, dice.choice(STORES), {"seconds": round(dice.uniform(0, 2), 1)})
    if kind == "freeze":
        return Fault(number, kind, dice.choice(STORES), lasts)
    if kind in ("kill_member", "freeze_member", "member_disk_full"):
        seconds = {"seconds": round(dice.uniform(1, 6), 1)}
        return Fault(number, kind, dice.choice(MEMBERS), seconds)
    if kind in ("cut", "silence"):
        return Fault(number, kind, dice.choice(LINES), lasts)
    if kind == "slow":
        how = {"delay_s": round(dice.uniform(0.02, 0.3), 2), "bytes_a_second": 200_000}
        return Fault(number, kind, dice.choice(LINES), {**lasts, **how})
    if kind == "clock_jump":
        how = {"clock_s": dice.choice(JUMPS_S), "dies": dice.random() < 0.5}
        return Fault(number, kind, dice.choice(STORES), {**lasts, **how})
    return Fault(number, kind, "", lasts)
