"""Requests to training. Unknown fields are refused by the door."""

from marshmallow import Schema, fields, validate

from chassis.schema import Paging
from training.domain.level import DiplomaLevel, Level
from training.schemas import parts

SERIAL_MOST = 40


class PublishCourse(Schema):
    title = parts.text(80)
    trade = parts.text(40)
    level = fields.Enum(Level, by_value=True, required=True)
    hours = parts.class_hours(2000)
    provider_id = parts.id_()


class GetCourse(Schema):
    course_id = parts.id_()


class ListCourses(Paging):
    trade = parts.text(40, required=False)


class OpenClass(Schema):
    """`attendance_threshold` is the share of class hours that a pass needs, 0 to 1."""

    course_id = parts.id_()
    region = parts.county()
    quota = fields.Integer(required=True, strict=True, validate=validate.Range(1, parts.CLASS_MOST))
    starts_on = parts.day()
    ends_on = parts.day()
    attendance_threshold = fields.Decimal(required=True, validate=validate.Range(0, 1))


class GetClass(Schema):
    class_id = parts.id_()


class CloseClass(GetClass):
    pass


class ListClasses(Paging):
    course_id = parts.id_(required=False)
    region = parts.county(required=False)


class Enrol(Schema):
    class_id = parts.id_()
    person_id = parts.id_()


class GetEnrolment(Schema):
    enrolment_id = parts.id_()


class CancelEnrolment(GetEnrolment):
    pass


class ListClassEnrolments(Paging):
    class_id = parts.id_()


class ListEnrolments(Paging):
    class_id = parts.id_(required=False)
    person_id = parts.id_(required=False)


class RecordSession(Schema):
    class_id = parts.id_()
    held_on = parts.day()
    hours = parts.class_hours(parts.SESSION_HOURS_MOST)
    present = parts.enrolment_ids()


class ListSessions(Paging):
    class_id = parts.id_()


class RecordResult(Schema):
    enrolment_id = parts.id_()
    passed = fields.Boolean(required=True, truthy={True}, falsy={False})
    score = parts.score()
    on = parts.day()


class GetCertificate(Schema):
    serial = parts.text(SERIAL_MOST)


class RecordDiploma(Schema):
    """`evidence` is a reference to the file at the union, not the file."""

    person_id = parts.id_()
    school = parts.text(80)
    level = fields.Enum(DiplomaLevel, by_value=True, required=True)
    on = parts.day()
    evidence = parts.text(64)


class HoldContest(Schema):
    trade = parts.text(40)
    held_on = parts.day()
    region = parts.region()


class ListContests(Paging):
    trade = parts.text(40, required=False)


class RecordActivity(Schema):
    """With `activity_id`: further participants of an activity that was recorded before."""

    activity_id = parts.text(130, required=False)
    kind = parts.activity_kind()
    region = parts.region()
    held_on = parts.day()
    participants = parts.participants()


class GetActivity(Schema):
    activity_id = parts.text(130)


class CountProgramme(Schema):
    year = fields.Integer(required=True, strict=True, validate=validate.Range(2000, 2100))
