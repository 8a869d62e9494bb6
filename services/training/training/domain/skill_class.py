"""A class: one run of a course in a county, with a quota, dates and an attendance threshold."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from training.domain.course import Course
from training.domain.session import Session
from training.errors import (
    AttendancePending,
    AttendanceTooLow,
    ClassEndsBeforeStart,
    ClassIsClosed,
    ClassNotRunning,
    SessionOutsideClass,
)
from training.events import ClassClosed, ClassOpened, ClassSessionRecorded
from training.vocabulary import Level


class ClassState(Enum):
    OPEN = "open"
    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class SkillClass:
    """The course's terms are copied at opening: a class keeps what it was opened with.

    `attendance_threshold` is the share of class hours, 0 to 1, that a pass needs. No law names
    one, 80 % is common: so each class has its own.
    """

    class_id: str
    course_id: str
    title: str
    trade: str
    level: Level
    hours: int
    provider_id: str
    region: str
    quota: int
    starts_on: date
    ends_on: date
    attendance_threshold: Decimal
    state: ClassState = ClassState.OPEN
    hours_held: int = 0
    version: int = 0

    @classmethod
    def open(
        cls,
        course: Course,
        *,
        class_id: str,
        region: str,
        quota: int,
        starts_on: date,
        ends_on: date,
        attendance_threshold: Decimal,
    ) -> tuple["SkillClass", ClassOpened]:
        if ends_on < starts_on:
            raise ClassEndsBeforeStart(starts_on=str(starts_on), ends_on=str(ends_on))
        opened = cls(
            class_id=class_id,
            course_id=course.course_id,
            title=course.title,
            trade=course.trade,
            level=course.level,
            hours=course.hours,
            provider_id=course.provider_id,
            region=region,
            quota=quota,
            starts_on=starts_on,
            ends_on=ends_on,
            attendance_threshold=attendance_threshold,
        )
        return opened, ClassOpened(
            class_id=class_id,
            course_id=course.course_id,
            course_title=course.title,
            region=region,
            quota=quota,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def must_not_be_closed(self) -> None:
        if self.state is ClassState.CLOSED:
            raise ClassIsClosed(class_id=self.class_id)

    def hold(self, session: Session) -> tuple["SkillClass", ClassSessionRecorded]:
        """The first session makes the class run."""
        self.must_not_be_closed()
        if not self.starts_on <= session.held_on <= self.ends_on:
            raise SessionOutsideClass(class_id=self.class_id, held_on=str(session.held_on))
        held = replace(self, state=ClassState.RUNNING, hours_held=self.hours_held + session.hours)
        return held, ClassSessionRecorded(
            class_id=self.class_id,
            held_on=session.held_on,
            hours=session.hours,
            present=session.present,
        )

    def must_run(self) -> None:
        self.must_not_be_closed()
        if self.state is not ClassState.RUNNING:
            raise ClassNotRunning(class_id=self.class_id)

    def must_have_attended(self, enrolment_id: str, sessions: Iterable[Session]) -> None:
        """Refuse a pass below the threshold; say whether sessions to come could still reach it."""
        attended = sum(session.hours for session in sessions if enrolment_id in session.present)
        whole = max(self.hours, self.hours_held)
        needed = self.attendance_threshold * whole
        if attended >= needed:
            return
        to_come = whole - self.hours_held
        reason = AttendancePending if attended + to_come >= needed else AttendanceTooLow
        raise reason(
            enrolment_id=enrolment_id,
            hours_attended=attended,
            hours_needed=str(needed),
            hours_to_come=to_come,
        )

    def close(self) -> tuple["SkillClass", ClassClosed]:
        self.must_run()
        return replace(self, state=ClassState.CLOSED), ClassClosed(
            class_id=self.class_id, hours_held=self.hours_held
        )
