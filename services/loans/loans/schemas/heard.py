"""Others' events as far as this service reads them; what it does not name is ignored."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from loans.schemas.base import day, money, ref


class PersonRegistered(Schema):
    person_id = ref()
    region = fields.String(required=True)
    key_groups = fields.List(fields.String(), required=True)
    birth_month = fields.String(
        required=True, validate=validate.Regexp(r"\A\d{4}-(0[1-9]|1[0-2])\Z")
    )
    sex = fields.String(required=True, validate=validate.OneOf(["male", "female"]))


class PersonMoved(Schema):
    person_id = ref()
    region = fields.String(required=True)


class KeyGroupsChanged(Schema):
    person_id = ref()
    key_groups = fields.List(fields.String(), required=True)


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
