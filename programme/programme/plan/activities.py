"""Contests, skill and innovation activities, and the measures that other bodies serve."""

from dataclasses import dataclass
from datetime import date
from random import Random

from programme.plan.apportion import scattered
from programme.plan.calendar import EVEN_SEASON, a_day
from programme.plan.fairs import spread_over_counties
from programme.plan.training import TRADES
from programme.reference import Region, Target, counties, key_groups

ROSTER = 500
# Of every hundred places on a roster, so many are people who were on another one this year.
REPEATED_PER_HUNDRED = 5
KINDS = ("skill_contest", "innovation", "training_day")
KEY_GROUP_SHARE = {"migrant": 0.35, "laid_off": 0.08, "hard_up": 0.06}


@dataclass(frozen=True)
class ContestPlan:
    trade: str
    region: str
    held_on: date


@dataclass(frozen=True)
class ActivityPlan:
    """One activity with its roster of at most 500; ``participants`` are numbers of workers whom
    only the reporting body knows."""

    number: int
    kind: str
    region: str
    held_on: date
    participants: tuple[int, ...]


@dataclass(frozen=True)
class MeasurePlan:
    """What one body reports for one county and one month of a measure."""

    target_id: str
    region: str
    month: str
    quantity: int
    key_groups: dict[str, int]


def plan_contests(rng: Random, year: int, trades: int, edition: str) -> tuple[ContestPlan, ...]:
    """One contest for each of ``trades`` distinct trades.

    ``edition`` is appended to a trade's name when it is not empty: a year that is played a second
    time on one platform holds contests in trades that were not held before.
    """
    names = [
        TRADES[i] if i < len(TRADES) else f"{TRADES[i % len(TRADES)]} {i // len(TRADES) + 1}"
        for i in range(trades)
    ]
    return tuple(
        ContestPlan(f"{name} {edition}".strip(), region, a_day(rng, year, EVEN_SEASON))
        for name, region in zip(names, spread_over_counties(rng, trades), strict=True)
    )


def plan_activities(rng: Random, year: int, participants: int) -> tuple[ActivityPlan, ...]:
    """Activities whose rosters name exactly ``participants`` distinct workers, some twice."""
    first_timers = ROSTER * (100 - REPEATED_PER_HUNDRED) // 100
    sizes = scattered(rng, participants, -(-participants // first_timers), spread=0.0)
    regions = spread_over_counties(rng, len(sizes))
    activities, known = [], 0
    for number, (size, region) in enumerate(zip(sizes, regions, strict=True)):
        fresh = range(known, known + size)
        again = rng.sample(range(known), min(known, size * REPEATED_PER_HUNDRED // 100))
        activities.append(
            ActivityPlan(
                number,
                rng.choice(KINDS),
                region,
                a_day(rng, year, EVEN_SEASON),
                (*fresh, *again),
            )
        )
        known += size
    return tuple(activities)


def plan_measures(
    rng: Random, year: int, target: Target, total: int, cells: int
) -> tuple[MeasurePlan, ...]:
    """``total`` of a partner's measure in at most ``cells`` reports, one a county and month."""
    places = [(county, month) for month in range(1, 13) for county in counties()]
    chosen: list[tuple[Region, int]] = rng.sample(places, min(cells, total, len(places)))
    quantities = scattered(rng, total, len(chosen))
    return tuple(
        MeasurePlan(
            target.id,
            county.code,
            f"{year}-{month:02d}",
            quantity,
            {group: int(quantity * KEY_GROUP_SHARE[group]) for group in key_groups()},
        )
        for (county, month), quantity in zip(chosen, quantities, strict=True)
    )
