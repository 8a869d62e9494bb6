"""Personal data in the clear: for a purpose, and never without a trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chassis import masking
from chassis.domain import SERVICE, Page
from people.domain.access_record import AccessRecord, Field, ReadingPurpose, Revealed, reveal
from people.domain.contact import Contact
from people.errors import ContactNotDisclosed, PersonRestricted
from people.usecases.access import is_own, person_kept

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault

SENDER = "notify"


def reveal_person(
    work: PeopleWork,
    *,
    vault: Vault,
    person_id: str,
    fields: Sequence[Field],
    purpose: ReadingPurpose,
    reason: str | None = None,
) -> Revealed:
    """Asked fields in the clear, for a purpose; the person sees that it was done.

    A person's own look is noted as such. Raises PersonRestricted unless a restricted person is
    looked at out of a legal duty, or by itself.
    """
    person, own = person_kept(work, person_id), is_own(work, person_id)
    if person.restricted_since and not own and purpose is not ReadingPurpose.LEGAL_DUTY:
        raise PersonRestricted(person_id=person_id)
    asked = tuple(dict.fromkeys(fields))
    why = ReadingPurpose.OWN if own else purpose
    note_reading(work, person_id, asked, why, reason=reason)
    named = [field.value for field in asked]
    work.audit("reveal", reason=reason, person_id=person_id, purpose=why.value, fields=named)
    return reveal(person, asked, vault.of(work))


def get_contacts(
    work: PeopleWork, *, vault: Vault, wanted: Sequence[Mapping[str, str]]
) -> list[Contact]:
    """Names and addresses in the clear, for notify's sender only; every look is recorded.

    `wanted` pairs a message_id with a person_id; somebody unknown, or stored only, has no row.

    Nobody's request reaches it: services ask on their own behalf only.
    """
    if work.actor is not None and work.actor.role != SERVICE:
        raise ContactNotDisclosed
    ids = sorted({one["person_id"] for one in wanted})
    found = work.people.all({"person_id": {"$in": ids}, "restricted_since": None}, limit=len(ids))
    known = {person.person_id: person for person in found}
    safe = vault.of(work)
    safe.fetch(known)
    contacts = []
    for one in wanted:
        person = known.get(one["person_id"])
        if person is None:
            continue
        fields = (Field.NAME, Field.EMAIL) if person.secrets.email else (Field.NAME,)
        message_id = one["message_id"]
        note_reading(work, person.person_id, fields, ReadingPurpose.MESSAGE, message_id=message_id)
        shown = reveal(person, fields, safe)
        contacts.append(Contact(message_id, name=shown.name or "", email=shown.email))
    return contacts


def list_readings(
    work: PeopleWork, *, person_id: str, cursor: str | None = None, limit: int = 50
) -> Page[AccessRecord]:
    """A page of who looked at what of a person, newest first.

    Also of a person that is only stored.
    """
    person_kept(work, person_id)
    page: Page[AccessRecord] = work.readings.page({"person_id": person_id}, cursor, limit)
    return page


def note_reading(
    work: PeopleWork,
    person_id: str,
    fields: tuple[Field, ...],
    purpose: ReadingPurpose,
    *,
    reason: str | None = None,
    message_id: str | None = None,
) -> None:
    """Keep who looks now at which fields of a person."""
    actor = work.actor
    work.readings.put(
        AccessRecord(
            reading_id=work.new_id(),
            person_id=person_id,
            fields=fields,
            purpose=purpose,
            read_at=work.now,
            reader=actor.subject if actor else SENDER,
            role=actor.role if actor else SERVICE,
            region=actor.region if actor else None,
            reason=reason and masking.numbers(reason),
            message_id=message_id,
        )
    )
