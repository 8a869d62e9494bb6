"""What people tells the others: a person_id and what they need, never who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.event import DomainEvent
from people.vocabulary import Channel, KeyGroup, Language, Purpose, Sex


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(DomainEvent):
    """`birth_month` is YYYY-MM: enough for every age rule, too little to tell who it is.

    `consents` are the purposes agreed to on the form; each has its own consent_given as well.
    """

    type: ClassVar[str] = "yunling.people.person.registered.v1"
    person_id: str
    region: str
    key_groups: tuple[KeyGroup, ...]
    birth_month: str
    sex: Sex
    channels: tuple[Channel, ...]
    language: Language
    consents: tuple[Purpose, ...]


@dataclass(frozen=True, kw_only=True)
class PersonMoved(DomainEvent):
    type: ClassVar[str] = "yunling.people.person.moved.v1"
    person_id: str
    region: str


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(DomainEvent):
    """`fields` are the names of what was wrong; birth month and sex are what holds now."""

    type: ClassVar[str] = "yunling.people.person.corrected.v1"
    person_id: str
    fields: tuple[str, ...]
    birth_month: str
    sex: Sex


@dataclass(frozen=True, kw_only=True)
class PersonRestricted(DomainEvent):
    """The person asked to be erased and a law still keeps it: stored, and no longer used. The
    consents that stood are withdrawn by events of their own."""

    type: ClassVar[str] = "yunling.people.person.restricted.v1"
    person_id: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class KeyGroupsChanged(DomainEvent):
    """`key_groups` are all that hold from now on."""

    type: ClassVar[str] = "yunling.people.person.key_groups_changed.v1"
    person_id: str
    key_groups: tuple[KeyGroup, ...]


@dataclass(frozen=True, kw_only=True)
class ContactChanged(DomainEvent):
    type: ClassVar[str] = "yunling.people.person.contact_changed.v1"
    person_id: str
    channels: tuple[Channel, ...]
    language: Language


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(DomainEvent):
    """`partner_id` names who may receive, with the purpose partner_sharing only."""

    type: ClassVar[str] = "yunling.people.person.consent_given.v1"
    person_id: str
    purpose: Purpose
    notice_version: str
    partner_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(DomainEvent):
    """`notice_version` is the one under which the consent was given."""

    type: ClassVar[str] = "yunling.people.person.consent_withdrawn.v1"
    person_id: str
    purpose: Purpose
    notice_version: str
    partner_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class PersonErased(DomainEvent):
    """All that tells who this person was is destroyed (PIPL 47); the last event of a person."""

    type: ClassVar[str] = "yunling.people.person.erased.v1"
    person_id: str
    erased_at: datetime
