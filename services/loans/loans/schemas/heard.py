"""Others' events as far as this service reads them; what it does not name is ignored."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from chassis.fields import choice, day, money, part_of_money, rate, ref, text, whole
from loans.schemas.commands import TERM_MONTHS_MOST


def _optional(most: int) -> fields.String:
    return text(most, required=False, allow_none=True)


def birth_month() -> fields.String:
    rule = validate.Regexp(r"\A\d{4}-(0[1-9]|1[0-2])\Z")
    return fields.String(required=True, validate=rule)


def sex() -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(["male", "female"]))


class PersonRegistered(Schema):
    person_id = ref()
    region = fields.String(required=True)
    key_groups = fields.List(fields.String(), required=True)
    birth_month = birth_month()
    sex = sex()


class PersonMoved(Schema):
    person_id = ref()
    region = fields.String(required=True)


class KeyGroupsChanged(Schema):
    person_id = ref()
    key_groups = fields.List(fields.String(), required=True)


class PersonCorrected(Schema):
    person_id = ref()
    birth_month = birth_month()
    sex = sex()


class PersonErased(Schema):
    person_id = ref()


class DisbursementReported(Schema):
    loan_id = ref()
    amount = money()
    bank_serial = text(64)
    value_date = day()


class RepaymentReported(Schema):
    loan_id = ref()
    payment_id = text(64)
    principal = part_of_money()
    interest = part_of_money()
    value_date = day()


class EligibilityReported(Schema):
    loan_id = ref()
    region = fields.String(required=True)
    verdict = choice(["approve", "reject"])
    reason = _optional(500)


class GuaranteeReported(Schema):
    loan_id = ref()
    verdict = choice(["approve", "decline"])
    share = rate(least="0", required=False)
    counter_guarantee = _optional(64)
    exemption_code = _optional(64)
    reason = _optional(500)


class CreditReported(Schema):
    loan_id = ref()
    verdict = choice(["approve", "decline"])
    amount = money(required=False)
    rate = rate(least="0", required=False)
    term_months = whole(1, TERM_MONTHS_MOST, required=False)
    reason = _optional(500)
