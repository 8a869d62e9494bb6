"""What of a person may be shown to somebody at a counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from people.domain.consent import Consent
from people.domain.key_group import KeyGroupFlag
from people.domain.person import Person
from people.domain.sealing import Safe
from people.vocabulary import Channel, Language


@dataclass(frozen=True, kw_only=True)
class Card:
    """A person with name, ID number, phone and e-mail masked."""

    person_id: str
    name: str
    id_number: str
    phone: str
    email: str | None
    region: str
    key_groups: tuple[KeyGroupFlag, ...]
    channels: tuple[Channel, ...]
    language: Language
    consents: tuple[Consent, ...]
    id_county_known: bool
    registered_at: datetime
    version: int


def card(person: Person, safe: Safe) -> Card:
    """The card of a person. The masks are made here and not stored: a birth month beside the
    last four digits of the ID number would leave some three candidates for the rest."""
    sealed = person.secrets

    def opened(text: str, field: str) -> str:
        return safe.open(text, owner=person.person_id, field=field)

    return Card(
        person_id=person.person_id,
        name=mask_name(opened(sealed.name, "name")),
        id_number=mask_id_number(opened(sealed.id_number, "id_number")),
        phone=mask_phone(opened(sealed.phone, "phone")),
        email=mask_email(opened(sealed.email, "email")) if sealed.email else None,
        region=person.region,
        key_groups=person.key_groups,
        channels=person.channels,
        language=person.language,
        consents=person.consents,
        id_county_known=person.id_county_known,
        registered_at=person.registered_at,
        version=person.version,
    )


def mask_name(name: str) -> str:
    """李明 -> 李*"""
    return f"{name[0]}*"


def mask_phone(phone: str) -> str:
    """13812348000 -> 138****8000"""
    return f"{phone[:3]}****{phone[-4:]}"


def mask_id_number(number: str) -> str:
    """530102199003071238 -> 530102********1238"""
    return f"{number[:6]}********{number[-4:]}"


def mask_email(address: str) -> str:
    """liming@example.com -> l***@example.com"""
    mailbox, _, domain = address.rpartition("@")
    return f"{mailbox[0]}***@{domain}"
