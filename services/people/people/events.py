"""What people tells the others: a person_id and what they need, never who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from chassis.domain import DomainEvent
from chassis.payload import Ref, YunnanRegion, items, one_of, pattern, text
from people.vocabulary import Channel, KeyGroup, Language, Purpose, Sex

BirthMonth = Annotated[str, pattern(r"^[0-9]{4}-(0[1-9]|1[0-2])$"), "YYYY-MM"]
"""Enough for every age rule, too little to tell who it is."""


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(DomainEvent):
    """A worker is registered, once. Says nothing by which the person could be told."""

    type: ClassVar[str] = "yunling.people.person.registered.v1"
    person_id: Annotated[Ref, "The person"]
    region: Annotated[YunnanRegion, "County of residence, GB/T 2260"]
    key_groups: Annotated[
        tuple[KeyGroup, ...], "The key groups that hold, sorted: migrant worker, laid off, hard up"
    ]
    birth_month: BirthMonth
    sex: Annotated[Sex, "By the ID number"]
    channels: Annotated[
        tuple[Channel, ...], "How the person can be reached; the address itself is never told"
    ]
    language: Annotated[Language, "The language the person reads"]
    consents: Annotated[tuple[Purpose, ...], "Purposes agreed to on the form"]


@dataclass(frozen=True, kw_only=True)
class PersonMoved(DomainEvent):
    """A person lives in another county from now on."""

    type: ClassVar[str] = "yunling.people.person.moved.v1"
    person_id: Annotated[Ref, "The person"]
    region: Annotated[YunnanRegion, "County of residence, GB/T 2260"]


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(DomainEvent):
    """Something was registered wrongly and is right now (PIPL 46). What was wrong is named, never
    told."""

    type: ClassVar[str] = "yunling.people.person.corrected.v1"
    person_id: Annotated[Ref, "The person"]
    fields: Annotated[
        tuple[Annotated[str, one_of(("id_number", "name", "phone"))], ...],
        items(minimum=1),
        "Names of the corrected fields",
    ]
    birth_month: BirthMonth
    sex: Annotated[Sex, "By the ID number"]


@dataclass(frozen=True, kw_only=True)
class PersonRestricted(DomainEvent):
    """A person asked to be erased while a law still keeps it: stored from now on and no longer
    used (PIPL 47). The consents that stood are withdrawn by events of their own."""

    type: ClassVar[str] = "yunling.people.person.restricted.v1"
    person_id: Annotated[Ref, "The person"]
    since: Annotated[datetime, "When it was restricted"]


@dataclass(frozen=True, kw_only=True)
class KeyGroupsChanged(DomainEvent):
    """The key groups of a person are these from now on."""

    type: ClassVar[str] = "yunling.people.person.key_groups_changed.v1"
    person_id: Annotated[Ref, "The person"]
    key_groups: Annotated[
        tuple[KeyGroup, ...], "The key groups that hold, sorted: migrant worker, laid off, hard up"
    ]


@dataclass(frozen=True, kw_only=True)
class ContactChanged(DomainEvent):
    """How a person can be reached changed."""

    type: ClassVar[str] = "yunling.people.person.contact_changed.v1"
    person_id: Annotated[Ref, "The person"]
    channels: Annotated[
        tuple[Channel, ...], "How the person can be reached; the address itself is never told"
    ]
    language: Annotated[Language, "The language the person reads"]


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(DomainEvent):
    """A person agreed to one purpose, having been shown a notice."""

    type: ClassVar[str] = "yunling.people.person.consent_given.v1"
    person_id: Annotated[Ref, "The person"]
    purpose: Annotated[Purpose, "What the consent is for"]
    notice_version: Annotated[str, text(32), "Version of the notice that was shown"]
    partner_id: Annotated[
        Ref | None,
        "The one partner that a consent to partner_sharing names, null with every other purpose",
    ]


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(DomainEvent):
    """A person withdrew a consent; what rests on it stops now."""

    type: ClassVar[str] = "yunling.people.person.consent_withdrawn.v1"
    person_id: Annotated[Ref, "The person"]
    purpose: Annotated[Purpose, "What the consent is for"]
    notice_version: Annotated[str, text(32), "Version of the notice under which it was given"]
    partner_id: Annotated[
        Ref | None,
        "The one partner that a consent to partner_sharing names, null with every other purpose",
    ]


@dataclass(frozen=True, kw_only=True)
class PersonErased(DomainEvent):
    """All that tells who a person was has been destroyed. What others keep of the person no
    longer leads to anybody; what need not be kept is to be removed (PIPL 47)."""

    type: ClassVar[str] = "yunling.people.person.erased.v1"
    person_id: Annotated[Ref, "The person"]
    erased_at: Annotated[datetime, "When it was destroyed"]
