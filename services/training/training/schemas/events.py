"""The events that training reads. Fields that it does not know are ignored."""

from marshmallow import Schema, fields

from training.schemas import parts


class PersonRegistered(Schema):
    person_id = parts.id_()
    region = fields.String(required=True)
    key_groups = fields.List(fields.String(), required=True)


class PersonMoved(Schema):
    person_id = parts.id_()
    region = fields.String(required=True)


class KeyGroupsChanged(Schema):
    person_id = parts.id_()
    key_groups = fields.List(fields.String(), required=True)


class PersonErased(Schema):
    person_id = parts.id_()


class AttendanceReported(Schema):
    class_id = parts.id_()
    held_on = parts.day()
    hours = parts.class_hours(parts.SESSION_HOURS_MOST)
    present = parts.enrolment_ids()


class ResultReported(Schema):
    enrolment_id = parts.id_()
    passed = fields.Boolean(required=True, truthy={True}, falsy={False})
    score = parts.score()
    on = parts.day()


class ActivityReported(Schema):
    activity_id = parts.id_()
    kind = parts.activity_kind()
    region = parts.region()
    held_on = parts.day()
    participants = parts.participants()
