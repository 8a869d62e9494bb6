"""Employers on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from chassis.fields import Command, Paging, View, choice, ref, region, text, whole
from jobs.domain.employer import EmployerState


class RegisterEmployer(Command):
    name = text(100, example="昆明滇池机电有限公司")
    credit_code = text(
        40,
        example="91530102MA6NTE5T1D",
        description="Unified social credit code (GB 32100-2015)",
    )
    region = region()
    contact = text(100, example="0871-63162888", description="How the office is reached")


class EmployerId(Command):
    employer_id = ref()


class VerifyEmployer(EmployerId):
    verdict = choice(["verified", "rejected"])
    reason = text(
        500,
        example="营业执照、经办人授权均已核验",
        required=False,
        description="Required when rejected",
    )

    @validates_schema
    def _rejected_for_a_reason(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("verdict") == "rejected" and not data.get("reason"):
            raise ValidationError("Missing data for required field.", "reason")


class ListEmployers(Paging):
    region = region(required=False)
    state = choice([state.value for state in EmployerState], required=False)


class EmployerView(View):
    employer_id = ref()
    name = text(100, example="昆明滇池机电有限公司")
    credit_code = text(18, example="91530102MA6NTE5T1D")
    kind = text(40, example="enterprise", description="By the prefix of the credit code")
    region = region()
    contact = text(100, example="0871-63162888")
    state = choice(EmployerState)
    reason = text(500, example="营业执照已注销", allow_none=True)
    version = whole(example=1)
