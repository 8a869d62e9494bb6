"""Courses and the classes that run them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from chassis.domain import Page
from training.domain.course import Course
from training.domain.enrolment import EnrolmentState
from training.domain.seats import Seats
from training.domain.skill_class import SkillClass
from training.errors import ProviderNotOwn
from training.usecases.access import own_course, provides
from training.vocabulary import Level

if TYPE_CHECKING:
    from training.store import TrainingWork


def publish_course(
    work: TrainingWork, *, title: str, trade: str, level: Level, hours: int, provider_id: str
) -> Course:
    if not provides(work, provider_id):
        raise ProviderNotOwn(provider_id=provider_id)
    course = Course(
        course_id=work.new_id(),
        title=title,
        trade=trade,
        level=level,
        hours=hours,
        provider_id=provider_id,
    )
    return work.courses.add(course, course.published())


def get_course(work: TrainingWork, *, course_id: str) -> Course:
    return work.courses.get(course_id)


def list_courses(
    work: TrainingWork, *, trade: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Course]:
    return work.courses.page({"trade": trade} if trade else {}, cursor, limit)


def open_class(
    work: TrainingWork,
    *,
    course_id: str,
    region: str,
    quota: int,
    starts_on: date,
    ends_on: date,
    attendance_threshold: Decimal,
) -> SkillClass:
    work.reach.must_lie(region)
    skill_class, opened = SkillClass.open(
        own_course(work, course_id),
        class_id=work.new_id(),
        region=region,
        quota=quota,
        starts_on=starts_on,
        ends_on=ends_on,
        attendance_threshold=attendance_threshold,
    )
    work.seats.put(Seats(class_id=skill_class.class_id, quota=quota))
    return work.classes.add(skill_class, opened)


def close_class(work: TrainingWork, *, class_id: str) -> SkillClass:
    """Close a class that has run; whoever still waits for a seat is told that it is over."""
    skill_class, closed = work.classes.within_reach(class_id).close()
    seats = work.seats.get(class_id)
    waiting = work.enrolments.all(
        {"class_id": class_id, "state": EnrolmentState.WAITLISTED},
        sort="position",
        limit=seats.waiting,
    )
    for enrolment in waiting:
        work.enrolments.save(*enrolment.cancel(reason="class_closed"))
        seats = seats.leave_queue()
    work.seats.put(seats)
    return work.classes.save(skill_class, closed)


def get_class(work: TrainingWork, *, class_id: str) -> SkillClass:
    return work.classes.get(class_id)


def list_classes(
    work: TrainingWork,
    *,
    course_id: str | None = None,
    region: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SkillClass]:
    wanted = {"course_id": course_id, "region": region}
    given = {name: value for name, value in wanted.items() if value}
    return work.classes.page(work.reach.narrow(given, region="region"), cursor, limit)
