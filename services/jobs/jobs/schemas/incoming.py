"""Events of others, as far as this service reads them."""

from __future__ import annotations

from marshmallow import Schema

from chassis.fields import day, many, ref, text


class PersonMoved(Schema):
    person_id = ref()
    region = text(6)


class PersonKeyGroupsChanged(Schema):
    person_id = ref()
    key_groups = many(text(32))


class PersonRegistered(PersonMoved, PersonKeyGroupsChanged):
    pass


class PersonErased(Schema):
    person_id = ref()


class CheckinReported(Schema):
    fair_id = ref()
    person_id = ref()
    on = day()
