"""What this service reports. The fields are the payload; `region` of a fair's or a
registration's event is the fair's region, `key_groups` are the person's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from chassis.domain import DomainEvent
from chassis.payload import Ref, Region, one_of, pattern, text, whole
from jobs.vocabulary import KINDS, Mode


@dataclass(frozen=True, kw_only=True)
class EmployerEvent(DomainEvent):
    employer_id: Annotated[Ref, "The employer"]
    region: Annotated[Region, "GB/T 2260 code"]
    kind: Annotated[
        str,
        one_of(sorted(set(KINDS.values()))),
        "Kind of legal entity, by the prefix of its unified social credit code",
    ]


class EmployerRegistered(EmployerEvent):
    """An employer registered and waits for the check of its papers."""

    type: ClassVar[str] = "yunling.jobs.employer.registered.v1"


class EmployerVerified(EmployerEvent):
    """An officer has checked the employer's papers: it may take booths and offer posts."""

    type: ClassVar[str] = "yunling.jobs.employer.verified.v1"


@dataclass(frozen=True, kw_only=True)
class EmployerRejected(EmployerEvent):
    """An officer has turned the employer down."""

    type: ClassVar[str] = "yunling.jobs.employer.rejected.v1"
    reason: Annotated[str, text(500), "Why, in the officer's words"]


@dataclass(frozen=True, kw_only=True)
class FairEvent(DomainEvent):
    fair_id: Annotated[Ref, "The fair"]
    title: Annotated[str, text(200), "Title of the fair"]
    mode: Annotated[str, one_of(Mode), "Where the fair takes place"]
    region: Annotated[Region, "GB/T 2260 code"]
    starts_on: Annotated[date, "First day of the fair, Asia/Shanghai"]
    ends_on: Annotated[date, "Last day of the fair, Asia/Shanghai"]
    capacity: Annotated[int, whole(1), "Most people who may attend"]


class FairDrafted(FairEvent):
    """A fair is being prepared."""

    type: ClassVar[str] = "yunling.jobs.fair.drafted.v1"


class FairPublished(FairEvent):
    """A fair is announced and takes registrations."""

    type: ClassVar[str] = "yunling.jobs.fair.published.v1"


class FairOpened(FairEvent):
    """A fair has opened its doors."""

    type: ClassVar[str] = "yunling.jobs.fair.opened.v1"


class FairClosed(FairEvent):
    """A fair is over. It counts as held, in the year of starts_on."""

    type: ClassVar[str] = "yunling.jobs.fair.closed.v1"


@dataclass(frozen=True, kw_only=True)
class FairCancelled(FairEvent):
    """A fair that had not opened will not take place."""

    type: ClassVar[str] = "yunling.jobs.fair.cancelled.v1"
    reason: Annotated[str, text(500), "Why, in the officer's words"]


@dataclass(frozen=True, kw_only=True)
class FairBoothAssigned(DomainEvent):
    """A verified employer has its booth at the fair."""

    type: ClassVar[str] = "yunling.jobs.fair.booth_assigned.v1"
    fair_id: Annotated[Ref, "The fair"]
    employer_id: Annotated[Ref, "The employer"]
    booth: Annotated[str, text(20), "Booth number, unique within the fair"]


@dataclass(frozen=True, kw_only=True)
class PostEvent(DomainEvent):
    """Wages are CNY a month."""

    post_id: Annotated[Ref, "The post"]
    fair_id: Annotated[
        Ref | None, "The fair at which the post is offered; null for a post offered the year round"
    ]
    employer_id: Annotated[Ref, "The employer"]
    title: Annotated[str, text(100), "Title of the post"]
    trade: Annotated[str, text(50), "Trade or occupation"]
    headcount: Annotated[int, whole(1), "How many people are wanted"]
    region: Annotated[Region, "GB/T 2260 code"]
    wage_min: Annotated[
        Decimal, pattern(r"^[0-9]{1,7}(\.[0-9]{1,2})?$"), "Lowest wage, CNY a month"
    ]
    wage_max: Annotated[
        Decimal, pattern(r"^[0-9]{1,7}(\.[0-9]{1,2})?$"), "Highest wage, CNY a month"
    ]


class PostPublished(PostEvent):
    """A verified employer offers a post."""

    type: ClassVar[str] = "yunling.jobs.post.published.v1"


class PostWithdrawn(PostEvent):
    """A post is no longer offered."""

    type: ClassVar[str] = "yunling.jobs.post.withdrawn.v1"


@dataclass(frozen=True, kw_only=True)
class RegistrationEvent(DomainEvent):
    registration_id: Annotated[Ref, "The registration: one a person and fair"]
    fair_id: Annotated[Ref, "The fair"]
    person_id: Annotated[Ref, "The worker"]
    region: Annotated[Region, "GB/T 2260 code of the fair's place"]
    key_groups: Annotated[
        tuple[Annotated[str, text(32)], ...], "The person's key groups in the programme"
    ]


@dataclass(frozen=True, kw_only=True)
class SeatEvent(RegistrationEvent):
    fair_title: Annotated[str, text(200), "Title of the fair"]
    starts_on: Annotated[date, "First day of the fair, Asia/Shanghai"]


class RegistrationConfirmed(SeatEvent):
    """A person has a seat at a fair."""

    type: ClassVar[str] = "yunling.jobs.registration.confirmed.v1"


@dataclass(frozen=True, kw_only=True)
class RegistrationWaitlisted(SeatEvent):
    """A person is on the waiting list of a fair."""

    type: ClassVar[str] = "yunling.jobs.registration.waitlisted.v1"
    position: Annotated[
        int,
        whole(1),
        "Number drawn in the fair's waiting list, in order of decision; lower is served first",
    ]


class RegistrationPromoted(SeatEvent):
    """The first of the waiting list has got a seat."""

    type: ClassVar[str] = "yunling.jobs.registration.promoted.v1"


class RegistrationCancelled(SeatEvent):
    """A person has given up a seat or a place in the waiting list."""

    type: ClassVar[str] = "yunling.jobs.registration.cancelled.v1"


@dataclass(frozen=True, kw_only=True)
class RegistrationCheckedIn(RegistrationEvent):
    """A person entered a fair: one person-time, once for a (fair, person)."""

    type: ClassVar[str] = "yunling.jobs.registration.checked_in.v1"
    on: Annotated[date, "Day of the visit, Asia/Shanghai; the year in which the person-time counts"]
    mode: Annotated[str, one_of(Mode), "Where the fair takes place"]
    walk_in: Annotated[bool, "Whether the person came without a registration"]


@dataclass(frozen=True, kw_only=True)
class RegistrationIntentionReached(RegistrationEvent):
    """A person and an employer of the fair intend to sign for a post."""

    type: ClassVar[str] = "yunling.jobs.registration.intention_reached.v1"
    post_id: Annotated[Ref, "The post"]
    employer_id: Annotated[Ref, "The employer"]


@dataclass(frozen=True, kw_only=True)
class RegistrationHired(RegistrationEvent):
    """A person was hired on a post of the fair."""

    type: ClassVar[str] = "yunling.jobs.registration.hired.v1"
    post_id: Annotated[Ref, "The post"]
    employer_id: Annotated[Ref, "The employer"]
    hired_on: Annotated[date, "First day of the employment or of its contract"]
