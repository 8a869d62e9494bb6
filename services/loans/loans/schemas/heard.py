"""Others' events as far as this service reads them; what it does not name is ignored."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from loans.schemas.base import day, money, one_of, optional, ref, share, whole
from loans.schemas.commands import TERM_MONTHS_MOST


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
    bank_serial = ref()
    value_date = day()


class RepaymentReported(Schema):
    loan_id = ref()
    payment_id = ref()
    principal = money("0.00")
    interest = money("0.00")
    value_date = day()


class EligibilityReported(Schema):
    loan_id = ref()
    region = fields.String(required=True)
    verdict = one_of("approve", "reject")
    reason = optional(500)


class GuaranteeReported(Schema):
    loan_id = ref()
    verdict = one_of("approve", "decline")
    share = share(required=False)
    counter_guarantee = optional(64)
    exemption_code = optional(64)
    reason = optional(500)


class CreditReported(Schema):
    loan_id = ref()
    verdict = one_of("approve", "decline")
    amount = money(required=False)
    rate = share(required=False)
    term_months = whole(1, TERM_MONTHS_MOST, required=False)
    reason = optional(500)
