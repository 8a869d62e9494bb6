"""Fields that several schemas of training share."""

from typing import Any

from marshmallow import Schema, fields, validate

from training.domain.region import COUNTIES, REGIONS

GROUPS = ("migrant", "laid_off", "hard_up")
ACTIVITY_KINDS = ("skill_contest", "innovation", "training_day")
PARTICIPANTS_MOST = 500
CLASS_MOST = 500
SESSION_HOURS_MOST = 24


def text(most: int, **options: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, most), **{"required": True, **options})


def id_(**options: Any) -> fields.String:
    return text(64, **options)


def county(**options: Any) -> fields.String:
    rule = validate.OneOf(COUNTIES, error="Not a county of Yunnan.")
    return fields.String(validate=rule, **{"required": True, **options})


def region(**options: Any) -> fields.String:
    rule = validate.OneOf(REGIONS, error="Not a region of Yunnan.")
    return fields.String(validate=rule, **{"required": True, **options})


def day() -> fields.Date:
    return fields.Date(required=True, format="%Y-%m-%d")


def class_hours(most: int) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, most))


def score() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(0, 100))


def activity_kind() -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(ACTIVITY_KINDS))


def enrolment_ids() -> fields.List:
    return fields.List(id_(), required=True, validate=validate.Length(0, CLASS_MOST))


class Participant(Schema):
    ref = text(64)
    key_groups = fields.List(
        fields.String(validate=validate.OneOf(GROUPS)),
        load_default=list,
        validate=validate.Length(max=len(GROUPS)),
    )


def participants() -> fields.List:
    return fields.List(
        fields.Nested(Participant),
        required=True,
        validate=validate.Length(1, PARTICIPANTS_MOST),
    )
