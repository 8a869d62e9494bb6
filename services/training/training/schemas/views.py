"""What training answers."""

from __future__ import annotations

from chassis.fields import View, choice, day, many, ref, region, text, whole
from training.domain.enrolment import EnrolmentState
from training.domain.skill_class import ClassState
from training.schemas import parts
from training.vocabulary import DiplomaLevel, Level


class CourseView(View):
    course_id = ref()
    title = parts.course_title()
    trade = parts.trade()
    level = parts.level(Level)
    hours = parts.class_hours(2000, 40)
    provider_id = parts.provider_id()
    version = whole(example=1)


class ClassView(View):
    class_id = ref()
    course_id = ref()
    title = parts.course_title()
    trade = parts.trade()
    level = parts.level(Level)
    hours = parts.class_hours(2000, 40)
    provider_id = parts.provider_id()
    region = region()
    quota = whole(1, parts.CLASS_MOST, example=30)
    starts_on = day(example="2025-04-07")
    ends_on = day(example="2025-04-11")
    attendance_threshold = parts.threshold()
    state = choice(ClassState)
    hours_held = whole(example=16, description="Class hours of the sessions recorded so far")
    version = whole(example=1)


class EnrolmentView(View):
    enrolment_id = ref()
    class_id = ref()
    person_id = ref()
    course_title = parts.course_title()
    region = region()
    starts_on = day(example="2025-04-07")
    state = choice(EnrolmentState)
    position = whole(1, example=3, allow_none=True, description="Place on the waiting list")
    score = whole(0, 100, example=86, allow_none=True)
    decided_on = day(example="2025-04-20", allow_none=True)
    version = whole(example=1)


class SessionView(View):
    class_id = ref()
    held_on = day(example="2025-04-07")
    hours = parts.class_hours(parts.SESSION_HOURS_MOST, 8)
    present = many(ref(), parts.CLASS_MOST)


class CertificateView(View):
    """Public: what is certified, never for whom."""

    serial = text(40, example="YL2025-7K3M-9QXT-2VB4C")
    course_title = parts.course_title()
    trade = parts.trade()
    level = parts.level(Level)
    provider_id = parts.provider_id()
    issued_on = day(example="2025-04-20")


class DiplomaView(View):
    diploma_id = text(130, example="0190f2a4-7c1b-7d3e-8f00-000000000001:junior_college")
    person_id = ref()
    school = text(80, example="云南开放大学")
    level = choice(DiplomaLevel, example="junior_college")
    on = day(example="2025-06-30")


class ContestView(View):
    contest_id = ref()
    trade = parts.trade()
    year = whole(2000, 2100, example=2025)
    region = region(example="530100")
    held_on = day(example="2025-08-09")
    version = whole(example=1)


class ActivityView(View):
    activity_id = parts.activity_id()
    kind = choice(parts.ACTIVITY_KINDS)
    region = region()
    held_on = day(example="2025-05-16")
    reported = whole(example=120, description="Participants over all reports of the activity")
    version = whole(example=1)


class ProgrammeCount(View):
    persons_upgraded = whole(example=30000)
    skill_participants = whole(example=50000)
    contest_trades = whole(example=120)
