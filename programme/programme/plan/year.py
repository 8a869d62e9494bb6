"""The plan of a year: who does what, when and where, adding up to the targets at a scale."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from programme.identifiers import resident
from programme.plan.activities import (
    ActivityPlan,
    ContestPlan,
    MeasurePlan,
    plan_activities,
    plan_contests,
    plan_measures,
)
from programme.plan.fairs import EMPLOYERS_A_FAIR, FairPlan, plan_fairs
from programme.plan.loans import LoanPlan, plan_loans
from programme.plan.training import ClassPlan, plan_classes
from programme.reference import targets

PEOPLE = 80_000
LOANS = 1_200
# Reports of the partners' measures at full scale: every county in every month.
CELLS = 129 * 12
# Borrowers must be of working age until the loan has run out; the earliest retirement is at 50.
BORROWERS_BORN_FROM = 1983


@dataclass(frozen=True)
class Plan:
    """A whole year. ``figures`` are the targets at this scale, by target id.

    People are the indices ``0 .. people - 1``, companies ``0 .. employers - 1``; index ``i`` is
    the resident and the company number ``first_person + i`` and ``first_company + i`` of
    ``programme.identifiers``.
    """

    year: int
    scale: Decimal
    seed: int
    first_person: int
    first_company: int
    figures: dict[str, int]
    people: int
    employers: int
    fairs: tuple[FairPlan, ...]
    loans: tuple[LoanPlan, ...]
    classes: tuple[ClassPlan, ...]
    contests: tuple[ContestPlan, ...]
    activities: tuple[ActivityPlan, ...]
    measures: tuple[MeasurePlan, ...]


def plan_year(
    year: int,
    scale: Decimal,
    seed: int,
    first_person: int = 0,
    first_company: int = 0,
    edition: str = "",
) -> Plan:
    """The plan of ``year`` at ``scale`` (1 is the real size); the same for equal arguments.

    Every figure is a target times the scale, rounded half up, at least one. ``first_person``,
    ``first_company`` and ``edition`` keep a year apart from those already on the platform.
    """
    rng = Random(f"{year}:{seed}")
    figures = {target.id: target.scaled(scale) for target in targets()}
    people, employers = _crowd(scale, figures)
    borrowers = [
        i for i in range(people) if resident(first_person + i).born.year >= BORROWERS_BORN_FROM
    ]
    loans = max(1, int((LOANS * scale).to_integral_value(ROUND_HALF_UP)))
    return Plan(
        year=year,
        scale=scale,
        seed=seed,
        first_person=first_person,
        first_company=first_company,
        figures=figures,
        people=people,
        employers=employers,
        fairs=plan_fairs(
            rng, year, figures["fairs_held"], figures["fair_person_times"], people, employers
        ),
        loans=plan_loans(rng, year, loans, figures["loans_disbursed"], borrowers),
        classes=plan_classes(rng, year, figures["persons_upgraded"], people),
        contests=plan_contests(rng, year, figures["contest_trades"], edition),
        activities=plan_activities(rng, year, figures["skill_participants"]),
        measures=tuple(
            measure
            for target in targets()
            if target.service == "partner"
            for measure in plan_measures(
                rng, year, target, figures[target.id], max(12, int(CELLS * scale))
            )
        ),
    )


def _crowd(scale: Decimal, figures: dict[str, int]) -> tuple[int, int]:
    """People and employers: 80,000 at full scale, and never fewer than the largest fair needs."""
    largest_fair = 2 * -(-figures["fair_person_times"] // figures["fairs_held"])
    people = max(int(PEOPLE * scale), largest_fair, figures["persons_upgraded"])
    return people, max(EMPLOYERS_A_FAIR, figures["fairs_held"] // 2)
