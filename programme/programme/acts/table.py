"""The acts of the year by name: what each builds on, and what it adds to the targets."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from programme.acts import fairs, lending, registering, reporting, training
from programme.plan import Plan
from programme.stage import Stage

Part = Callable[[Stage], None]


@dataclass(frozen=True)
class Act:
    """``figures`` are the counts that the act adds to targets, by target id; ``needs`` names the
    acts that it builds on; ``finish`` is played when every other act is over."""

    name: str
    play: Part
    figures: Callable[[Plan], dict[str, int]] = lambda plan: {}
    needs: tuple[str, ...] = ()
    finish: Part | None = None


def _measures(plan: Plan) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for one in plan.measures:
        totals[one.target_id] += one.quantity
    return dict(totals)


REGISTERING = (
    Act("people", registering.register_people),
    Act("employers", registering.register_employers),
)
"""Played first: the other services learn of people and employers by events."""

ACTS = (
    *REGISTERING,
    Act(
        "fairs",
        fairs.open_fairs,
        lambda plan: {"fairs_held": len(plan.fairs)},
        needs=("employers",),
        finish=fairs.close_fairs,
    ),
    Act(
        "walk-ins",
        fairs.report_walk_ins,
        lambda plan: {"fair_person_times": sum(len(fair.walk_ins) for fair in plan.fairs)},
        needs=("people", "fairs"),
    ),
    Act(
        "registrations",
        fairs.receive_registered,
        lambda plan: {"fair_person_times": sum(len(fair.registered) for fair in plan.fairs)},
        needs=("people", "fairs"),
    ),
    Act(
        "loans",
        lending.lend,
        lambda plan: {"loans_disbursed": plan.figures["loans_disbursed"]},
        needs=("people",),
    ),
    Act(
        "training",
        training.train,
        lambda plan: {"persons_upgraded": plan.figures["persons_upgraded"]},
        needs=("people",),
    ),
    Act("contests", reporting.hold_contests, lambda plan: {"contest_trades": len(plan.contests)}),
    Act(
        "activities",
        reporting.report_activities,
        lambda plan: {"skill_participants": plan.figures["skill_participants"]},
    ),
    Act("measures", reporting.report_measures, _measures),
)
"""In the order in which they are played."""

NAMES = tuple(act.name for act in ACTS)


class UnknownAct(Exception):
    """A name that no act has; its text lists those that there are."""


def chosen(names: Iterable[str]) -> tuple[Act, ...]:
    """These acts and those that they build on, in the order of play. Raises UnknownAct."""
    by_name = {act.name: act for act in ACTS}
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in by_name:
            raise UnknownAct(f"there is no act {name!r}: choose among {', '.join(NAMES)}")
        if name not in wanted:
            wanted.add(name)
            waiting += by_name[name].needs
    return tuple(act for act in ACTS if act.name in wanted)


def figures(acts: Iterable[Act], plan: Plan) -> dict[str, int]:
    """What these acts together add to the targets, by target id."""
    totals: Counter[str] = Counter()
    for act in acts:
        totals.update(act.figures(plan))
    return dict(totals)
