"""What insight reads from events and requests, and what it answers."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from chassis.fields import Command, View, choice, is_region, many, part, table, text, whole, year
from chassis.fields import region as division
from insight.domain.generation import State
from insight.domain.projection import ROSTER

MONTH = validate.Regexp(r"^20\d{2}-(0[1-9]|1[0-2])\Z", error="Not a month such as 2025-05.")


def region() -> fields.String:
    return fields.String(required=True, validate=is_region)


def day() -> fields.Date:
    return fields.Date(required=True, format="%Y-%m-%d")


def groups() -> fields.List:
    return fields.List(fields.String(), load_default=list)


class FairClosed(Schema):
    fair_id = fields.String(required=True)
    region = region()
    starts_on = day()


class CheckedIn(Schema):
    fair_id = fields.String(required=True)
    person_id = fields.String(required=True)
    region = region()
    key_groups = groups()
    on = day()


class LoanDisbursed(Schema):
    loan_id = fields.String(required=True)
    bank_serial = fields.String(required=True)
    region = region()
    key_groups = groups()
    amount = fields.Decimal(required=True)
    value_date = day()


class PersonUpgraded(Schema):
    person_id = fields.String(required=True)
    region = region()
    key_groups = groups()
    on = day()


class ContestHeld(Schema):
    trade = fields.String(required=True)
    region = region()
    held_on = day()


class Participant(Schema):
    ref = fields.String(required=True)
    key_groups = groups()


class ActivityRecorded(Schema):
    region = region()
    held_on = day()
    participants = fields.List(fields.Nested(Participant), required=True)


class MeasureReported(Schema):
    """`quantity` is in the target's unit, in addition to what was reported before."""

    target_id = fields.String(required=True)
    region = region()
    month = fields.String(required=True, validate=MONTH)
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(1))
    key_groups = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(strict=True, validate=validate.Range(0)),
        load_default=dict,
    )


class Counted(Schema):
    """An event that is only counted by its type."""


# The pattern stands first, so that the many types that are only counted are found at once.
EVENTS: dict[str, type[Schema]] = {
    "yunling.#": Counted,
    "yunling.jobs.fair.closed.v1": FairClosed,
    "yunling.jobs.registration.checked_in.v1": CheckedIn,
    "yunling.loans.loan.disbursed.v1": LoanDisbursed,
    "yunling.training.person.upgraded.v1": PersonUpgraded,
    "yunling.training.contest.held.v1": ContestHeld,
    "yunling.partners.measure.reported.v1": MeasureReported,
}
# Rosters are big and have a handler of their own, with small batches.
ROSTERS: dict[str, type[Schema]] = {ROSTER: ActivityRecorded}


UNITS = ["fairs", "person_times", "cny", "persons", "trades", "stations", "teams"]


def figure(example: int) -> fields.Raw:
    """A whole number; of a target in yuan, text with two decimals."""
    return fields.Raw(
        required=True,
        metadata={"example": example, "description": "Whole number; in yuan, text such as 1.50"},
    )


def figures(**example: Any) -> fields.Dict:
    return table(figure(1), example=example)


class GetProgramme(Command):
    year = year()
    region = division(
        required=False,
        rules=[is_region],
        description="Only this county, prefecture or province",
    )


class TargetView(View):
    """A target over the period is held against the whole period that the year lies in."""

    id = text(60, example="fair_person_times")
    measure = whole(1, 10, example=4, description="Which of the ten measures")
    name = text(60, example="招聘会惠及职工")
    unit = choice(UNITS, example="person_times")
    per = choice(["year", "period"])
    target = figure(200000)
    actual = figure(8)
    by_region = figures(**{"530000": 8, "530100": 8, "530102": 5, "530103": 3})
    by_month = figures(**{"2025-03": 8})
    by_group = figures(migrant=3, laid_off=0, hard_up=1)


class ProgrammeView(View):
    year = year()
    region = division(allow_none=True)
    targets = many(part(TargetView))


class RebuildView(View):
    generation_id = text(10, example="0002")
    state = choice(State, example="building")
    finished = many(text(20, example="jobs"), description="Services whose events were all read")
    read = whole(example=12000, description="Events read so far")
    unreadable = whole(example=0)
    missing = table(
        whole(example=1),
        example={"yunling.jobs.fair.closed.v1": 2},
        description="Why a generation is short: events that the shown one knew and this does not",
    )


class Nothing(Command):
    """A request without anything to say."""
