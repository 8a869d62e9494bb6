"""What changes about a person: where it lives, what groups it belongs to, how it is reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from people.domain.application import read_region
from people.domain.card import Card, card
from people.domain.contact import read_email
from people.domain.key_group import Evidence
from people.usecases.access import person_changed
from people.vocabulary import KeyGroup, Language

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault


def move_person(work: PeopleWork, *, vault: Vault, person_id: str, region: str) -> Card:
    """Move a person to another county.

    Raises Invalid for what is no county of Yunnan.
    """
    person, safe = person_changed(work, person_id), vault.of(work)
    if read_region(region) == person.region:
        return card(person, safe)
    return card(work.people.save(*person.move(region)), safe)


def flag_person(
    work: PeopleWork, *, vault: Vault, person_id: str, group: KeyGroup, evidence: Mapping[str, str]
) -> Card:
    """Count a person to a key group, on evidence."""
    person, safe = person_changed(work, person_id), vault.of(work)
    changed = person.flag(group, Evidence(**evidence), safe, on=work.today)
    return card(work.people.save(*changed), safe)


def unflag_person(work: PeopleWork, *, vault: Vault, person_id: str, group: KeyGroup) -> Card:
    """Take a person out of a key group."""
    changed = person_changed(work, person_id).unflag(group)
    return card(work.people.save(*changed), vault.of(work))


def change_contacts(
    work: PeopleWork,
    *,
    vault: Vault,
    person_id: str,
    email: str | None,
    language: Language | None = None,
) -> Card:
    """Change or take away the e-mail address; change the language."""
    person, safe = person_changed(work, person_id), vault.of(work)
    address = read_email(email) if email else None
    changed = person.change_contacts(address, language or person.language, safe)
    return card(work.people.save(*changed), safe)
