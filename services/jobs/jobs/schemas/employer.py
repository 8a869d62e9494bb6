"""Employers on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.schema import Paging
from jobs.domain.employer import EmployerState
from jobs.schemas.field import division, one_of, ref, text


class RegisterEmployer(Schema):
    name = text(100)
    credit_code = text(40)
    region = division()
    contact = text(100)


class VerifyEmployer(Schema):
    employer_id = ref()
    verdict = fields.String(required=True, validate=validate.OneOf(["verified", "rejected"]))
    reason = text(500, required=False, allow_none=True)

    @validates_schema
    def _rejected_for_a_reason(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("verdict") == "rejected" and not data.get("reason"):
            raise ValidationError("Missing data for required field.", "reason")


class GetEmployer(Schema):
    employer_id = ref()


class ListEmployers(Paging):
    region = division(required=False)
    state = one_of(EmployerState)


class EmployerView(Schema):
    employer_id = fields.String()
    name = fields.String()
    credit_code = fields.String()
    kind = fields.String()
    region = fields.String()
    contact = fields.String()
    state = fields.Enum(EmployerState, by_value=True)
    reason = fields.String(allow_none=True)
    version = fields.Integer()
