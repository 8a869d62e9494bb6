"""What training tells the others. `region` is a county code (GB/T 2260), dates are policy days."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from chassis.event import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CoursePublished(DomainEvent):
    type: ClassVar[str] = "yunling.training.course.published.v1"
    course_id: str
    title: str
    trade: str
    level: str
    hours: int
    provider_id: str


@dataclass(frozen=True, kw_only=True)
class ClassOpened(DomainEvent):
    type: ClassVar[str] = "yunling.training.class.opened.v1"
    class_id: str
    course_id: str
    course_title: str
    region: str
    quota: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class ClassSessionRecorded(DomainEvent):
    """`present` lists enrolment ids."""

    type: ClassVar[str] = "yunling.training.class.session_recorded.v1"
    class_id: str
    held_on: date
    hours: int
    present: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClassClosed(DomainEvent):
    type: ClassVar[str] = "yunling.training.class.closed.v1"
    class_id: str
    hours_held: int


@dataclass(frozen=True, kw_only=True)
class EnrolmentEvent(DomainEvent):
    """What every event of an enrolment carries; `region` is the class's."""

    enrolment_id: str
    class_id: str
    person_id: str
    region: str
    key_groups: tuple[str, ...]
    course_title: str


@dataclass(frozen=True, kw_only=True)
class EnrolmentConfirmed(EnrolmentEvent):
    type: ClassVar[str] = "yunling.training.enrolment.confirmed.v1"
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class EnrolmentWaitlisted(EnrolmentEvent):
    type: ClassVar[str] = "yunling.training.enrolment.waitlisted.v1"
    position: int


@dataclass(frozen=True, kw_only=True)
class EnrolmentPromoted(EnrolmentEvent):
    type: ClassVar[str] = "yunling.training.enrolment.promoted.v1"
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class EnrolmentCancelled(EnrolmentEvent):
    """`reason` is `asked` or `class_closed`."""

    type: ClassVar[str] = "yunling.training.enrolment.cancelled.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class EnrolmentPassed(EnrolmentEvent):
    """`score` is points out of 100, `on` the day of the exam."""

    type: ClassVar[str] = "yunling.training.enrolment.passed.v1"
    score: int
    on: date


@dataclass(frozen=True, kw_only=True)
class EnrolmentFailed(EnrolmentEvent):
    type: ClassVar[str] = "yunling.training.enrolment.failed.v1"
    score: int
    on: date


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(DomainEvent):
    """`region` is the class's."""

    type: ClassVar[str] = "yunling.training.certificate.issued.v1"
    certificate_id: str
    serial: str
    person_id: str
    course_title: str
    trade: str
    level: str
    issued_on: date
    region: str
    key_groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonUpgraded(DomainEvent):
    """Once per person and year; `region` is the county where the person is registered."""

    type: ClassVar[str] = "yunling.training.person.upgraded.v1"
    person_id: str
    year: int
    by: str
    on: date
    region: str
    key_groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContestHeld(DomainEvent):
    type: ClassVar[str] = "yunling.training.contest.held.v1"
    contest_id: str
    trade: str
    year: int
    region: str
    held_on: date


@dataclass(frozen=True, kw_only=True)
class ActivityRecorded(DomainEvent):
    """One report of at most 500 participants `{ref, key_groups}`; an activity may have several."""

    type: ClassVar[str] = "yunling.training.activity.recorded.v1"
    activity_id: str
    kind: str
    region: str
    held_on: date
    year: int
    participants: tuple[dict[str, Any], ...]
