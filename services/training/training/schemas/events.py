"""The events that training reads. Fields that it does not know are ignored."""

from __future__ import annotations

from marshmallow import Schema, fields

from chassis.fields import (
    choice,
    day,
    flag,
    is_region,
    many,
    part,
    ref,
    region,
    whole,
)
from training.schemas import parts
from training.schemas.commands import Participant


class PersonRegistered(Schema):
    person_id = ref()
    region = fields.String(required=True)
    key_groups = fields.List(fields.String(), required=True)


class PersonMoved(Schema):
    person_id = ref()
    region = fields.String(required=True)


class KeyGroupsChanged(Schema):
    person_id = ref()
    key_groups = fields.List(fields.String(), required=True)


class PersonErased(Schema):
    person_id = ref()


class AttendanceReported(Schema):
    class_id = ref()
    held_on = day()
    hours = parts.class_hours(parts.SESSION_HOURS_MOST)
    present = many(ref(), parts.CLASS_MOST)


class ResultReported(Schema):
    enrolment_id = ref()
    passed = flag()
    score = whole(0, 100)
    on = day()


class ActivityReported(Schema):
    activity_id = ref()
    kind = choice(parts.ACTIVITY_KINDS)
    region = region(rules=[is_region])
    held_on = day()
    participants = many(part(Participant), parts.PARTICIPANTS_MOST, minimum=1)
