"""What training tells the others. `region` is a county code (GB/T 2260), dates are policy days."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from chassis.domain import DomainEvent
from chassis.payload import KeyGroup, Ref, YunnanRegion, items, one_of, pattern, text, whole
from training.vocabulary import Level


@dataclass(frozen=True, kw_only=True)
class CoursePublished(DomainEvent):
    """A course can be run."""

    type: ClassVar[str] = "yunling.training.course.published.v1"
    course_id: Annotated[Ref, "The course"]
    title: Annotated[str, text(80), "Title"]
    trade: Annotated[str, text(40), "Trade, as the occupation catalogue names it"]
    level: Annotated[
        str,
        one_of(Level),
        "Of the eight-level system, lowest first",
    ]
    hours: Annotated[int, whole(1, 2000), "Class hours of 45 minutes"]
    provider_id: Annotated[Ref, "The training provider, by partner id"]


@dataclass(frozen=True, kw_only=True)
class ClassOpened(DomainEvent):
    """A class takes enrolments."""

    type: ClassVar[str] = "yunling.training.class.opened.v1"
    class_id: Annotated[Ref, "The class"]
    course_id: Annotated[Ref, "The course"]
    course_title: Annotated[str, text(80), "Title of the course"]
    region: Annotated[YunnanRegion, "County of the class"]
    quota: Annotated[int, whole(1, 500), "Seats"]
    starts_on: Annotated[date, "First day"]
    ends_on: Annotated[date, "Last day"]


@dataclass(frozen=True, kw_only=True)
class ClassSessionRecorded(DomainEvent):
    """A day of a class was held; one event per class and day."""

    type: ClassVar[str] = "yunling.training.class.session_recorded.v1"
    class_id: Annotated[Ref, "The class"]
    held_on: Annotated[date, "The day"]
    hours: Annotated[int, whole(1, 24), "Class hours held"]
    present: Annotated[tuple[Ref, ...], items(maximum=500), "Enrolments that were present"]


@dataclass(frozen=True, kw_only=True)
class ClassClosed(DomainEvent):
    """A class is over: nothing is recorded for it any more."""

    type: ClassVar[str] = "yunling.training.class.closed.v1"
    class_id: Annotated[Ref, "The class"]
    hours_held: Annotated[int, whole(0), "Class hours of all its days"]


@dataclass(frozen=True, kw_only=True)
class EnrolmentEvent(DomainEvent):
    """What every event of an enrolment carries; `region` is the class's."""

    enrolment_id: Annotated[Ref, "The enrolment"]
    class_id: Annotated[Ref, "The class"]
    person_id: Annotated[Ref, "The person"]
    region: Annotated[YunnanRegion, "County of the class"]
    key_groups: Annotated[tuple[KeyGroup, ...], "Key groups at the time"]
    course_title: Annotated[str, text(80), "Title of the course"]


@dataclass(frozen=True, kw_only=True)
class EnrolmentConfirmed(EnrolmentEvent):
    """A person has a seat in a class."""

    type: ClassVar[str] = "yunling.training.enrolment.confirmed.v1"
    starts_on: Annotated[date, "First day of the class"]


@dataclass(frozen=True, kw_only=True)
class EnrolmentWaitlisted(EnrolmentEvent):
    """The class is full; the person waits for a seat."""

    type: ClassVar[str] = "yunling.training.enrolment.waitlisted.v1"
    position: Annotated[int, whole(1), "Place on the waiting list; lower comes first"]


@dataclass(frozen=True, kw_only=True)
class EnrolmentPromoted(EnrolmentEvent):
    """A seat became free for the first who waited."""

    type: ClassVar[str] = "yunling.training.enrolment.promoted.v1"
    starts_on: Annotated[date, "First day of the class"]


@dataclass(frozen=True, kw_only=True)
class EnrolmentCancelled(EnrolmentEvent):
    """A person gave up a seat or a place on the waiting list, or the class was closed while he
    waited."""

    type: ClassVar[str] = "yunling.training.enrolment.cancelled.v1"
    reason: Annotated[str, one_of(("asked", "class_closed")), "Who ended it"]


@dataclass(frozen=True, kw_only=True)
class EnrolmentPassed(EnrolmentEvent):
    """A person passed, with the attendance that the class asks for."""

    type: ClassVar[str] = "yunling.training.enrolment.passed.v1"
    score: Annotated[int, whole(0, 100), "Points out of 100"]
    on: Annotated[date, "Day of the examination"]


@dataclass(frozen=True, kw_only=True)
class EnrolmentFailed(EnrolmentEvent):
    """A person did not pass."""

    type: ClassVar[str] = "yunling.training.enrolment.failed.v1"
    score: Annotated[int, whole(0, 100), "Points out of 100"]
    on: Annotated[date, "Day of the examination"]


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(DomainEvent):
    """A pass was certified. Whoever holds the serial can verify it."""

    type: ClassVar[str] = "yunling.training.certificate.issued.v1"
    certificate_id: Annotated[Ref, "The certificate"]
    serial: Annotated[
        str,
        pattern(r"^YL20\d{2}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$"),
        "Serial for public verification",
    ]
    person_id: Annotated[Ref, "The person"]
    course_title: Annotated[str, text(80), "Title of the course"]
    trade: Annotated[str, text(40), "Trade"]
    level: Annotated[
        str,
        one_of(Level),
        "Of the eight-level system, lowest first",
    ]
    issued_on: Annotated[date, "Day of the examination"]
    region: Annotated[YunnanRegion, "County of the class"]
    key_groups: Annotated[tuple[KeyGroup, ...], "Key groups at the time"]


@dataclass(frozen=True, kw_only=True)
class PersonUpgraded(DomainEvent):
    """A person counts towards the 30,000 persons a year of measure 3. Once per person and year,
    however many certificates and diplomas."""

    type: ClassVar[str] = "yunling.training.person.upgraded.v1"
    person_id: Annotated[Ref, "The person"]
    year: Annotated[int, whole(2000, 2100), "Calendar year of the business date"]
    by: Annotated[str, one_of(("certificate", "diploma")), "What came first that year"]
    on: Annotated[date, "Day of the examination or of the diploma"]
    region: Annotated[YunnanRegion, "County where the person is registered"]
    key_groups: Annotated[tuple[KeyGroup, ...], "Key groups at the time"]


@dataclass(frozen=True, kw_only=True)
class ContestHeld(DomainEvent):
    """A skill contest was held. A trade counts once a year."""

    type: ClassVar[str] = "yunling.training.contest.held.v1"
    contest_id: Annotated[Ref, "The contest"]
    trade: Annotated[str, text(40), "Trade"]
    year: Annotated[int, whole(2000, 2100), "Calendar year of the business date"]
    region: Annotated[YunnanRegion, "Where"]
    held_on: Annotated[date, "Day of the contest"]


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A worker who took part, once in a report."""

    ref: Annotated[str, text(64), "The organiser's stable pseudonym of a worker"]
    key_groups: Annotated[tuple[KeyGroup, ...], "Key groups at the time"]


@dataclass(frozen=True, kw_only=True)
class ActivityRecorded(DomainEvent):
    """A report on a skill or innovation activity; an activity may have several. A participant
    counts once a year."""

    type: ClassVar[str] = "yunling.training.activity.recorded.v1"
    activity_id: Annotated[
        str, text(130), "The activity; <partner>.<his number> when a partner reported it"
    ]
    kind: Annotated[
        str, one_of(("skill_contest", "innovation", "training_day")), "Kind of activity"
    ]
    region: Annotated[YunnanRegion, "Where"]
    held_on: Annotated[date, "Day of the activity"]
    year: Annotated[int, whole(2000, 2100), "Calendar year of the business date"]
    participants: Annotated[tuple[Participant, ...], items(minimum=1, maximum=500), "Each once"]
