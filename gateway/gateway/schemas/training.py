"""Courses, classes, enrolments, certificates, contests and activities as the outside sees them."""

from __future__ import annotations

from marshmallow import fields

from chassis.fields import (
    Command,
    Paging,
    View,
    choice,
    day,
    flag,
    many,
    part,
    rate,
    ref,
    region,
    text,
    whole,
)

LEVELS = [
    "apprentice",
    "junior",
    "intermediate",
    "senior",
    "technician",
    "senior_technician",
    "special_technician",
    "chief_technician",
]
DIPLOMA_LEVELS = ["secondary_vocational", "junior_college", "bachelor", "master", "doctor"]
CLASS_STATES = ["open", "running", "closed"]
ENROLMENT_STATES = ["confirmed", "waitlisted", "cancelled", "passed", "failed"]
ACTIVITY_KINDS = ["skill_contest", "innovation", "training_day"]
KEY_GROUPS = ["migrant", "laid_off", "hard_up"]
CLASS_MOST = 500
PARTICIPANTS_MOST = 500


def trade(**options: bool) -> fields.String:
    return text(40, example="评茶员", description="As the occupation catalogue names it", **options)


def level() -> fields.String:
    return choice(LEVELS, example="intermediate", description="Of the eight-level system")


def course_title() -> fields.String:
    return text(80, example="评茶员中级班")


def provider_id() -> fields.String:
    return ref(example="provider-kmvoc", description="Partner id of the training provider")


def class_hours(maximum: int, example: int) -> fields.Integer:
    return whole(1, maximum, example=example, description="Class hours of 45 minutes")


def threshold() -> fields.Decimal:
    return rate(example="0.80", description="Share of the class hours that a pass needs")


class PublishCourse(Command):
    title = course_title()
    trade = trade()
    level = level()
    hours = class_hours(2000, 40)
    provider_id = provider_id()


class CoursesQuery(Paging):
    trade = trade(required=False)


class CourseView(View):
    course_id = ref()
    title = course_title()
    trade = trade()
    level = level()
    hours = class_hours(2000, 40)
    provider_id = provider_id()
    version = whole(example=1)


class OpenClass(Command):
    course_id = ref()
    region = region()
    quota = whole(1, CLASS_MOST, example=30)
    starts_on = day(example="2025-04-07")
    ends_on = day(example="2025-04-11")
    attendance_threshold = threshold()


class ClassesQuery(Paging):
    course_id = ref(required=False)
    region = region(required=False)


class ClassView(View):
    class_id = ref()
    course_id = ref()
    title = course_title()
    trade = trade()
    level = level()
    hours = class_hours(2000, 40)
    provider_id = provider_id()
    region = region()
    quota = whole(1, CLASS_MOST, example=30)
    starts_on = day(example="2025-04-07")
    ends_on = day(example="2025-04-11")
    attendance_threshold = threshold()
    state = choice(CLASS_STATES)
    hours_held = whole(example=16, description="Class hours of the sessions recorded so far")
    version = whole(example=1)


class Enrol(Command):
    person_id = ref()


class EnrolmentsQuery(Paging):
    person_id = ref(required=False)


class EnrolmentView(View):
    enrolment_id = ref()
    class_id = ref()
    person_id = ref()
    course_title = course_title()
    region = region()
    starts_on = day(example="2025-04-07")
    state = choice(ENROLMENT_STATES)
    position = whole(1, example=3, allow_none=True, description="Place on the waiting list")
    score = whole(0, 100, example=86, allow_none=True)
    decided_on = day(example="2025-04-20", allow_none=True)
    version = whole(example=1)


class RecordSession(Command):
    held_on = day(example="2025-04-07")
    hours = class_hours(24, 8)
    present = many(ref(), CLASS_MOST, description="Enrolments that were present")


class SessionView(View):
    class_id = ref()
    held_on = day(example="2025-04-07")
    hours = class_hours(24, 8)
    present = many(ref(), CLASS_MOST)


class RecordResult(Command):
    passed = flag()
    score = whole(0, 100, example=86, description="Points out of 100")
    on = day(example="2025-04-20", description="Day of the examination")


class CertificateView(View):
    """Public: what is certified, never for whom."""

    serial = text(40, example="YL2025-7K3M-9QXT-2VB4C")
    course_title = course_title()
    trade = trade()
    level = level()
    provider_id = provider_id()
    issued_on = day(example="2025-04-20")


class RecordDiploma(Command):
    person_id = ref()
    school = text(80, example="云南开放大学")
    level = choice(DIPLOMA_LEVELS, example="junior_college")
    on = day(example="2025-06-30", description="Date of the diploma")
    evidence = text(64, example="file-2025-0117", description="Reference of the checked file")


class DiplomaView(View):
    diploma_id = text(130, example="0190f2a4-7c1b-7d3e-8f00-000000000001:junior_college")
    person_id = ref()
    school = text(80, example="云南开放大学")
    level = choice(DIPLOMA_LEVELS, example="junior_college")
    on = day(example="2025-06-30")


class HoldContest(Command):
    trade = trade()
    held_on = day(example="2025-08-09")
    region = region(example="530100")


class ContestsQuery(Paging):
    trade = trade(required=False)


class ContestView(View):
    contest_id = ref()
    trade = trade()
    year = whole(2000, 2100, example=2025)
    region = region(example="530100")
    held_on = day(example="2025-08-09")
    version = whole(example=1)


class Participant(Command):
    ref = ref(example="w-000417", description="The organiser's stable pseudonym of a worker")
    key_groups = many(choice(KEY_GROUPS), len(KEY_GROUPS), required=False)


def activity_id(**options: bool) -> fields.String:
    return text(130, example="0190f2a4-7c1b-7d3e-8f00-0000000000f1", **options)


class RecordActivity(Command):
    """With `activity_id`: further participants of an activity that was recorded before."""

    activity_id = activity_id(required=False)
    kind = choice(ACTIVITY_KINDS)
    region = region()
    held_on = day(example="2025-05-16")
    participants = many(part(Participant), PARTICIPANTS_MOST, minimum=1)


class ActivityView(View):
    activity_id = activity_id()
    kind = choice(ACTIVITY_KINDS)
    region = region()
    held_on = day(example="2025-05-16")
    reported = whole(example=120, description="Participants over all reports of the activity")
    version = whole(example=1)
