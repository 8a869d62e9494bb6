"""Registrations on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from chassis.schema import Paging
from jobs.domain.registration import RegistrationState
from jobs.schemas.fair import GetFair
from jobs.schemas.field import day, one_of, ref


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
