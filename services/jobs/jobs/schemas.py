"""What crosses the wire: commands and queries in, views out, and others' events as read here."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.schema import Paging
from jobs.domain.employer import EmployerState
from jobs.domain.fair import FairState, Mode
from jobs.domain.post import PostState
from jobs.domain.registration import RegistrationState

PEOPLE_MOST = 1_000_000
BOOTHS_MOST = 2_000
WAGE_MOST = 9_999_999


def _not_blank(value: str) -> None:
    if not value.strip():
        raise ValidationError("Must not be blank.")


def _two_decimals(value: Any) -> None:
    if -value.as_tuple().exponent > 2:
        raise ValidationError("At most two decimals.")


def text(most: int, **options: Any) -> fields.String:
    options.setdefault("required", True)
    return fields.String(validate=[validate.Length(1, most), _not_blank], **options)


def ref(**options: Any) -> fields.String:
    return text(64, **options)


def division(**options: Any) -> fields.String:
    return text(6, **options)


def whole(least: int, most: int, **options: Any) -> fields.Integer:
    options.setdefault("required", True)
    return fields.Integer(strict=True, validate=validate.Range(least, most), **options)


def day(**options: Any) -> fields.Date:
    within = validate.Range(date(2000, 1, 1), date(2099, 12, 31))
    return fields.Date(required=True, validate=within, **options)


def wage() -> fields.Decimal:
    within = validate.Range(0, WAGE_MOST, min_inclusive=False)
    return fields.Decimal(required=True, as_string=True, validate=[within, _two_decimals])


def one_of(words: type[Enum], **options: Any) -> fields.String:
    return fields.String(validate=validate.OneOf([word.value for word in words]), **options)


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


class Papers(Schema):
    plan_reference = text(100, required=False, allow_none=True)
    emergency_plan_reference = text(100, required=False, allow_none=True)
    security_plan_reference = text(100, required=False, allow_none=True)
    permit_reference = text(100, required=False, allow_none=True)


class DraftFair(Papers):
    title = text(200)
    mode = one_of(Mode, required=True)
    region = division()
    starts_on = day()
    ends_on = day()
    capacity = whole(1, PEOPLE_MOST)
    expected = whole(1, PEOPLE_MOST, required=False, allow_none=True)
    booths = whole(0, BOOTHS_MOST)
    venue = text(200, required=False, allow_none=True)


class GetFair(Schema):
    fair_id = ref()


class PublishFair(GetFair, Papers):
    """Publication may still bring the papers of an on-site fair."""


class CancelFair(GetFair):
    reason = text(500)


class AssignBooth(GetFair):
    employer_id = ref()
    booth = text(20)


class ListFairs(Paging):
    region = division(required=False)
    state = one_of(FairState)
    mode = one_of(Mode)


class BoothView(Schema):
    booth = fields.String()
    employer_id = fields.String()


class FairRow(Schema):
    fair_id = fields.String()
    title = fields.String()
    mode = fields.Enum(Mode, by_value=True)
    region = fields.String()
    starts_on = fields.Date()
    ends_on = fields.Date()
    capacity = fields.Integer()
    expected = fields.Integer()
    booths = fields.Integer()
    venue = fields.String(allow_none=True)
    state = fields.Enum(FairState, by_value=True)
    reason = fields.String(allow_none=True)
    version = fields.Integer()


class FairView(FairRow):
    plan_reference = fields.String(attribute="papers.plan_reference")
    emergency_plan_reference = fields.String(attribute="papers.emergency_plan_reference")
    security_plan_reference = fields.String(attribute="papers.security_plan_reference")
    permit_reference = fields.String(attribute="papers.permit_reference")
    assigned = fields.List(fields.Nested(BoothView))


class PublishPost(Schema):
    fair_id = ref(required=False, allow_none=True)
    employer_id = ref()
    title = text(100)
    trade = text(50)
    headcount = whole(1, 100_000)
    region = division()
    wage_min = wage()
    wage_max = wage()
    requirements = text(2000)
    duties = text(2000)
    workplace = text(200)


class GetPost(Schema):
    post_id = ref()


class ListPosts(Paging):
    fair_id = ref(required=False)
    employer_id = ref(required=False)
    region = division(required=False)
    trade = text(50, required=False)
    state = one_of(PostState)


class PostView(Schema):
    post_id = fields.String()
    fair_id = fields.String(allow_none=True)
    employer_id = fields.String()
    title = fields.String()
    trade = fields.String()
    headcount = fields.Integer()
    region = fields.String()
    wage_min = fields.Decimal(places=2, as_string=True)
    wage_max = fields.Decimal(places=2, as_string=True)
    requirements = fields.String()
    duties = fields.String()
    workplace = fields.String()
    state = fields.Enum(PostState, by_value=True)
    version = fields.Integer()


class RegisterForFair(GetFair):
    person_id = ref()


class CheckIn(RegisterForFair):
    on = day()


class GetRegistration(Schema):
    registration_id = ref()


class ReachIntention(GetRegistration):
    post_id = ref()


class RecordHire(ReachIntention):
    hired_on = day()


class ListRegistrations(Paging):
    fair_id = ref()
    state = one_of(RegistrationState)


class HireView(Schema):
    post_id = fields.String()
    employer_id = fields.String()
    hired_on = fields.Date()


class RegistrationView(Schema):
    registration_id = fields.String()
    fair_id = fields.String()
    person_id = fields.String()
    region = fields.String()
    state = fields.Enum(RegistrationState, by_value=True)
    position = fields.Integer(allow_none=True)
    walk_in = fields.Boolean()
    checked_in_on = fields.Date(allow_none=True)
    intentions = fields.List(fields.String())
    hire = fields.Nested(HireView, allow_none=True)
    version = fields.Integer()


class CountProgramme(Schema):
    year = whole(2000, 2099)


class ProgrammeCount(Schema):
    fairs_held = fields.Integer()
    fair_person_times = fields.Integer()


class PersonMoved(Schema):
    person_id = ref()
    region = division()


class PersonKeyGroupsChanged(Schema):
    person_id = ref()
    key_groups = fields.List(text(32), required=True)


class PersonRegistered(PersonMoved, PersonKeyGroupsChanged):
    pass


class CheckinReported(Schema):
    fair_id = ref()
    person_id = ref()
    on = day()
