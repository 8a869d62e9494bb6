"""Fields that several schemas of training share."""

from __future__ import annotations

from enum import Enum
from typing import Any

from marshmallow import fields

from chassis.fields import DecimalText, choice, rate, ref, text, whole

ACTIVITY_KINDS = ("skill_contest", "innovation", "training_day")
PARTICIPANTS_MOST = 500
CLASS_MOST = 500
SESSION_HOURS_MOST = 24


def trade(**options: Any) -> fields.String:
    return text(40, example="评茶员", description="As the occupation catalogue names it", **options)


def level(levels: type[Enum]) -> fields.Field[Any]:
    return choice(levels, example="intermediate", description="Of the eight-level system")


def course_title() -> fields.String:
    return text(80, example="评茶员中级班")


def provider_id() -> fields.String:
    return ref(example="provider-kmvoc", description="Partner id of the training provider")


def class_hours(maximum: int, example: int | None = None) -> fields.Integer:
    return whole(1, maximum, example=example, description="Class hours of 45 minutes")


def threshold() -> DecimalText:
    return rate(example="0.80", description="Share of the class hours that a pass needs")


def activity_id(**options: Any) -> fields.String:
    return text(130, example="0190f2a4-7c1b-7d3e-8f00-0000000000f1", **options)
