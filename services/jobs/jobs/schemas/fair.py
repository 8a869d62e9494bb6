"""Fairs and booths on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from chassis.schema import Paging
from jobs.domain.fair import FairState, Mode
from jobs.schemas.field import day, division, one_of, ref, text, whole

PEOPLE_MOST = 1_000_000
BOOTHS_MOST = 2_000


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
