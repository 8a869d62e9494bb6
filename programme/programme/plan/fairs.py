"""Fairs: when and where each is held, who comes, and by which way each person is counted."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from programme.plan.apportion import scattered
from programme.plan.calendar import FAIR_SEASON, a_day
from programme.reference import counties

# Of the people who come, these registered before and met the door staff; the venue's own door
# system reports the others afterwards.
REGISTERED_SHARE = 0.1
EMPLOYERS_A_FAIR = 3
ON_SITE_SHARE = 0.7


@dataclass(frozen=True)
class FairPlan:
    """``registered`` and ``walk_ins`` are indices of people, disjoint: together the person-times.

    ``employers`` are indices of companies; the first of ``hired`` places in ``registered`` end
    with a job, the first of ``intentions`` with an agreed intention.
    """

    number: int
    region: str
    mode: str
    starts_on: date
    ends_on: date
    employers: tuple[int, ...]
    registered: tuple[int, ...]
    walk_ins: tuple[int, ...]
    intentions: int
    hired: int

    @property
    def person_times(self) -> int:
        return len(self.registered) + len(self.walk_ins)


def plan_fairs(
    rng: Random, year: int, fairs: int, person_times: int, people: int, employers: int
) -> tuple[FairPlan, ...]:
    """``fairs`` fairs whose person-times add up to ``person_times``; nobody comes twice to one."""
    regions = spread_over_counties(rng, fairs)
    sizes = scattered(rng, person_times, fairs)
    return tuple(
        _plan_fair(rng, number, year, region, size, people, employers)
        for number, (region, size) in enumerate(zip(regions, sizes, strict=True))
    )


def spread_over_counties(rng: Random, number: int) -> list[str]:
    """``number`` county codes: every county in turn, in a drawn order."""
    order = rng.sample(counties(), len(counties()))
    return [order[i % len(order)].code for i in range(number)]


def _plan_fair(
    rng: Random, number: int, year: int, region: str, size: int, people: int, employers: int
) -> FairPlan:
    starts_on = a_day(rng, year, FAIR_SEASON, latest=date(year, 12, 30))
    visitors = rng.sample(range(people), size)
    registered = max(1, round(size * REGISTERED_SHARE))
    return FairPlan(
        number=number,
        region=region,
        mode="on_site" if rng.random() < ON_SITE_SHARE else "online",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=rng.randint(0, 1)),
        employers=tuple(rng.sample(range(employers), EMPLOYERS_A_FAIR)),
        registered=tuple(visitors[:registered]),
        walk_ins=tuple(visitors[registered:]),
        intentions=registered // 4,
        hired=registered // 10,
    )
