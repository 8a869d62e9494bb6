"""The trace that every look at personal data in the clear leaves, for the person to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from people.domain.key_group import KeyGroupFlag
from people.domain.person import Person
from people.domain.sealing import Safe


class ReadingPurpose(Enum):
    """Why somebody looks. `message` is the sender of letters; a person's own look is `own`."""

    IDENTITY_CHECK = "identity_check"
    ELIGIBILITY_CHECK = "eligibility_check"
    CONTACT_PERSON = "contact_person"
    LEGAL_DUTY = "legal_duty"
    MESSAGE = "message"
    EXPORT = "export"
    OWN = "own"


class Field(Enum):
    """What can be looked at; evidence is the papers of all key groups."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    EMAIL = "email"
    EVIDENCE = "evidence"


@dataclass(frozen=True, kw_only=True)
class AccessRecord:
    """Who looked at which fields, when and what for (PIPL 51, 54). `reader` is the subject of
    the caller, or the service that asked; `message_id` names the letter that it was for."""

    reading_id: str
    person_id: str
    fields: tuple[Field, ...]
    purpose: ReadingPurpose
    read_at: datetime
    reader: str
    role: str
    region: str | None = None
    reason: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The evidence of one key group, in the clear."""

    group: str
    kind: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """What was asked for, in the clear; the rest is None. Never for a log or an event."""

    person_id: str
    name: str | None = None
    id_number: str | None = None
    phone: str | None = None
    email: str | None = None
    evidence: tuple[Paper, ...] | None = None


def reveal(person: Person, fields: tuple[Field, ...], safe: Safe) -> Revealed:
    """The asked fields of a person. An address that nobody gave is None."""
    texts = {}
    for field in fields:
        sealed = getattr(person.secrets, field.value, None)
        if sealed is not None:
            texts[field.value] = safe.open(sealed, owner=person.person_id, field=field.value)
    papers = tuple(_paper(person, flag, safe) for flag in person.key_groups)
    evidence = papers if Field.EVIDENCE in fields else None
    return Revealed(person_id=person.person_id, evidence=evidence, **texts)


def _paper(person: Person, flag: KeyGroupFlag, safe: Safe) -> Paper:
    field = f"evidence.{flag.group.value}"
    reference = safe.open(flag.reference, owner=person.person_id, field=field)
    return Paper(group=flag.group.value, kind=flag.evidence_kind, reference=reference)
