"""What insight reads from events and requests, and what it answers."""

from marshmallow import Schema, fields, validate

from insight.domain.generation import State
from insight.domain.projection import ROSTER
from insight.domain.region import REGIONS

REGION = validate.OneOf(REGIONS, error="Not a region of Yunnan.")
MONTH = validate.Regexp(r"^20\d{2}-(0[1-9]|1[0-2])\Z", error="Not a month such as 2025-05.")


def region() -> fields.String:
    return fields.String(required=True, validate=REGION)


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


class GetProgramme(Schema):
    year = fields.Integer(required=True, validate=validate.Range(2000, 2100))
    region = fields.String(load_default=None, allow_none=True, validate=REGION)


class TargetRow(Schema):
    """Figures in yuan are text with two decimals, all others are integers."""

    id = fields.String()
    measure = fields.Integer()
    name = fields.String()
    unit = fields.String()
    per = fields.String()
    target = fields.Raw()
    actual = fields.Raw()
    by_region = fields.Dict()
    by_month = fields.Dict()
    by_group = fields.Dict()


class ProgrammeView(Schema):
    year = fields.Integer()
    region = fields.String()
    targets = fields.List(fields.Nested(TargetRow))


class RebuildView(Schema):
    """`read` counts events taken from outboxes; `missing` is why a generation is short."""

    generation_id = fields.String()
    state = fields.Enum(State, by_value=True)
    finished = fields.List(fields.String())
    read = fields.Integer()
    unreadable = fields.Integer()
    missing = fields.Dict(keys=fields.String(), values=fields.Integer())


class Nothing(Schema):
    """A request without anything to say."""
