"""What training answers."""

from marshmallow import Schema, fields

from training.domain.enrolment import EnrolmentState
from training.domain.level import DiplomaLevel, Level
from training.domain.skill_class import ClassState


class CourseView(Schema):
    course_id = fields.String()
    title = fields.String()
    trade = fields.String()
    level = fields.Enum(Level, by_value=True)
    hours = fields.Integer()
    provider_id = fields.String()
    version = fields.Integer()


class ClassView(Schema):
    class_id = fields.String()
    course_id = fields.String()
    title = fields.String()
    trade = fields.String()
    level = fields.Enum(Level, by_value=True)
    hours = fields.Integer()
    provider_id = fields.String()
    region = fields.String()
    quota = fields.Integer()
    starts_on = fields.Date()
    ends_on = fields.Date()
    attendance_threshold = fields.Decimal(as_string=True)
    state = fields.Enum(ClassState, by_value=True)
    hours_held = fields.Integer()
    version = fields.Integer()


class EnrolmentView(Schema):
    """`position` is the place on the waiting list, null with a seat."""

    enrolment_id = fields.String()
    class_id = fields.String()
    person_id = fields.String()
    course_title = fields.String()
    region = fields.String()
    starts_on = fields.Date()
    state = fields.Enum(EnrolmentState, by_value=True)
    position = fields.Integer()
    score = fields.Integer()
    decided_on = fields.Date()
    version = fields.Integer()


class SessionView(Schema):
    class_id = fields.String()
    held_on = fields.Date()
    hours = fields.Integer()
    present = fields.List(fields.String())


class CertificateView(Schema):
    """Public: what is certified, never for whom."""

    serial = fields.String()
    course_title = fields.String()
    trade = fields.String()
    level = fields.Enum(Level, by_value=True)
    provider_id = fields.String()
    issued_on = fields.Date()


class DiplomaView(Schema):
    diploma_id = fields.String()
    person_id = fields.String()
    school = fields.String()
    level = fields.Enum(DiplomaLevel, by_value=True)
    on = fields.Date()


class ContestView(Schema):
    contest_id = fields.String()
    trade = fields.String()
    year = fields.Integer()
    region = fields.String()
    held_on = fields.Date()
    version = fields.Integer()


class ActivityView(Schema):
    """`reported` counts participants over all reports, before counting each once a year."""

    activity_id = fields.String()
    kind = fields.String()
    region = fields.String()
    held_on = fields.Date()
    reported = fields.Integer()
    version = fields.Integer()


class ProgrammeCount(Schema):
    persons_upgraded = fields.Integer()
    skill_participants = fields.Integer()
    contest_trades = fields.Integer()
