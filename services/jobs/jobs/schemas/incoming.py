"""Events of others, as far as this service reads them."""

from __future__ import annotations

from marshmallow import Schema, fields

from jobs.schemas.field import day, division, ref, text


class PersonMoved(Schema):
    person_id = ref()
    region = division()


class PersonKeyGroupsChanged(Schema):
    person_id = ref()
    key_groups = fields.List(text(32), required=True)


class PersonRegistered(PersonMoved, PersonKeyGroupsChanged):
    pass


class PersonErased(Schema):
    person_id = ref()


class CheckinReported(Schema):
    fair_id = ref()
    person_id = ref()
    on = day()
