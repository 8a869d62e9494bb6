"""What this service reports. The fields are the payload; `region` of a fair's or a
registration's event is the fair's region, `key_groups` are the person's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from chassis.event import DomainEvent


@dataclass(frozen=True, kw_only=True)
class EmployerEvent(DomainEvent):
    employer_id: str
    region: str
    kind: str


class EmployerRegistered(EmployerEvent):
    type: ClassVar[str] = "yunling.jobs.employer.registered.v1"


class EmployerVerified(EmployerEvent):
    type: ClassVar[str] = "yunling.jobs.employer.verified.v1"


@dataclass(frozen=True, kw_only=True)
class EmployerRejected(EmployerEvent):
    type: ClassVar[str] = "yunling.jobs.employer.rejected.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class FairEvent(DomainEvent):
    fair_id: str
    title: str
    mode: str
    region: str
    starts_on: date
    ends_on: date
    capacity: int


class FairDrafted(FairEvent):
    type: ClassVar[str] = "yunling.jobs.fair.drafted.v1"


class FairPublished(FairEvent):
    type: ClassVar[str] = "yunling.jobs.fair.published.v1"


class FairOpened(FairEvent):
    type: ClassVar[str] = "yunling.jobs.fair.opened.v1"


class FairClosed(FairEvent):
    """The fair was held: what the programme counts, in the year of `starts_on`."""

    type: ClassVar[str] = "yunling.jobs.fair.closed.v1"


@dataclass(frozen=True, kw_only=True)
class FairCancelled(FairEvent):
    type: ClassVar[str] = "yunling.jobs.fair.cancelled.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class FairBoothAssigned(DomainEvent):
    type: ClassVar[str] = "yunling.jobs.fair.booth_assigned.v1"
    fair_id: str
    employer_id: str
    booth: str


@dataclass(frozen=True, kw_only=True)
class PostEvent(DomainEvent):
    """Wages are CNY a month."""

    post_id: str
    fair_id: str | None
    employer_id: str
    title: str
    trade: str
    headcount: int
    region: str
    wage_min: Decimal
    wage_max: Decimal


class PostPublished(PostEvent):
    type: ClassVar[str] = "yunling.jobs.post.published.v1"


class PostWithdrawn(PostEvent):
    type: ClassVar[str] = "yunling.jobs.post.withdrawn.v1"


@dataclass(frozen=True, kw_only=True)
class RegistrationEvent(DomainEvent):
    registration_id: str
    fair_id: str
    person_id: str
    region: str
    key_groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SeatEvent(RegistrationEvent):
    fair_title: str
    starts_on: date


class RegistrationConfirmed(SeatEvent):
    type: ClassVar[str] = "yunling.jobs.registration.confirmed.v1"


@dataclass(frozen=True, kw_only=True)
class RegistrationWaitlisted(SeatEvent):
    """`position` is the number drawn in the fair's waiting list: lower is served first."""

    type: ClassVar[str] = "yunling.jobs.registration.waitlisted.v1"
    position: int


class RegistrationPromoted(SeatEvent):
    type: ClassVar[str] = "yunling.jobs.registration.promoted.v1"


class RegistrationCancelled(SeatEvent):
    type: ClassVar[str] = "yunling.jobs.registration.cancelled.v1"


@dataclass(frozen=True, kw_only=True)
class RegistrationCheckedIn(RegistrationEvent):
    """One person-time: there is one for a (fair, person), counted in the year of `on`."""

    type: ClassVar[str] = "yunling.jobs.registration.checked_in.v1"
    on: date
    mode: str
    walk_in: bool


@dataclass(frozen=True, kw_only=True)
class RegistrationIntentionReached(RegistrationEvent):
    type: ClassVar[str] = "yunling.jobs.registration.intention_reached.v1"
    post_id: str
    employer_id: str


@dataclass(frozen=True, kw_only=True)
class RegistrationHired(RegistrationEvent):
    type: ClassVar[str] = "yunling.jobs.registration.hired.v1"
    post_id: str
    employer_id: str
    hired_on: date
