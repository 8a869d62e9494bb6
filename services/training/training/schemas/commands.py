"""Requests to training."""

from __future__ import annotations

from chassis.fields import (
    AN_ID,
    Command,
    Paging,
    choice,
    day,
    flag,
    is_county,
    is_region,
    key_cursor,
    many,
    part,
    ref,
    region,
    text,
    whole,
    year,
)
from chassis.payload import KEY_GROUPS
from training.schemas import parts
from training.vocabulary import DiplomaLevel, Level


class CourseId(Command):
    course_id = ref()


class ClassId(Command):
    class_id = ref()


class EnrolmentId(Command):
    enrolment_id = ref()


class PublishCourse(Command):
    title = parts.course_title()
    trade = parts.trade()
    level = parts.level(Level)
    hours = parts.class_hours(2000, 40)
    provider_id = parts.provider_id()


class ListCourses(Paging):
    trade = parts.trade(required=False)


class OpenClass(CourseId):
    region = region(rules=[is_county])
    quota = whole(1, parts.CLASS_MOST, example=30)
    starts_on = day(example="2025-04-07")
    ends_on = day(example="2025-04-11")
    attendance_threshold = parts.threshold()


class ListClasses(Paging):
    course_id = ref(required=False)
    region = region(rules=[is_region], required=False)


class Enrol(ClassId):
    person_id = ref()


class ListClassEnrolments(Paging, ClassId):
    pass


class ListEnrolments(Paging):
    person_id = ref(required=False)


class RecordSession(ClassId):
    held_on = day(example="2025-04-07")
    hours = parts.class_hours(parts.SESSION_HOURS_MOST, 8)
    present = many(ref(), parts.CLASS_MOST, description="Enrolments that were present")


class ListSessions(Paging, ClassId):
    cursor = key_cursor(example=f"{AN_ID}:2025-03-10")


class RecordResult(EnrolmentId):
    passed = flag()
    score = whole(0, 100, example=86, description="Points out of 100")
    on = day(example="2025-04-20", description="Day of the examination")


class GetCertificate(Command):
    serial = ref(example="YL2025-7K3M-9QXT-2VB4C")


class RecordDiploma(Command):
    person_id = ref()
    school = text(80, example="云南开放大学")
    level = choice(DiplomaLevel, example="junior_college")
    on = day(example="2025-06-30", description="Date of the diploma")
    evidence = text(64, example="file-2025-0117", description="Reference of the checked file")


class HoldContest(Command):
    trade = parts.trade()
    held_on = day(example="2025-08-09")
    region = region(example="530100", rules=[is_region])


class ListContests(Paging):
    trade = parts.trade(required=False)


class Participant(Command):
    ref = ref(example="w-000417", description="The organiser's stable pseudonym of a worker")
    key_groups = many(choice(KEY_GROUPS), len(KEY_GROUPS), required=False, load_default=list)


class RecordActivity(Command):
    """With `activity_id`: further participants of an activity that was recorded before."""

    activity_id = parts.activity_id(required=False)
    kind = choice(parts.ACTIVITY_KINDS)
    region = region(rules=[is_region])
    held_on = day(example="2025-05-16")
    participants = many(part(Participant), parts.PARTICIPANTS_MOST, minimum=1)


class GetActivity(Command):
    activity_id = parts.activity_id()


class CountProgramme(Command):
    year = year()
