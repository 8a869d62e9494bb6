"""Correcting what was registered wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.domain import Invalid
from people.domain.application import check_age
from people.domain.card import Card, card
from people.domain.correction import CorrectedField, Correction, ProofKind, check_proof
from people.domain.id_number import IdNumber, read_id_number
from people.domain.name import read_name
from people.domain.person import Corrected, Person
from people.domain.phone import read_phone
from people.errors import CorrectionNotYours, PersonAlreadyRegistered
from people.usecases.access import is_own, person_changed

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault


def correct_person(
    work: PeopleWork,
    *,
    vault: Vault,
    person_id: str,
    proof: ProofKind,
    reference: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    id_number: str | None = None,
) -> Card:
    """Correct name, phone or ID number, on a paper.

    Whichever is given is corrected. The person itself corrects a phone number; the rest takes
    somebody who has seen the paper.

    Raises Invalid, CorrectionNotYours, AgeOutsideWorkingLife, and PersonAlreadyRegistered where
    the right ID number is somebody else's in the books.
    """
    person = person_changed(work, person_id)
    given = {"name": name, "phone": phone, "id_number": id_number}
    fields = frozenset(CorrectedField(field) for field, text in given.items() if text is not None)
    if not fields:
        raise Invalid({"_schema": ["Nothing to correct."]})
    check_proof(fields, proof, reference)
    if is_own(work, person_id) and fields != {CorrectedField.PHONE}:
        raise CorrectionNotYours(person_id=person_id)
    safe = vault.of(work)
    number, id_hash = _number(work, vault, person, id_number)
    corrected = Corrected(
        name=read_name(name) if name is not None else None,
        phone=read_phone(phone) if phone is not None else None,
        id_number=number,
        id_hash=id_hash,
    )
    sealed = None
    if reference:
        sealed = safe.seal(reference, owner=person_id, field="correction")
    work.corrections.put(
        Correction(
            correction_id=work.new_id(),
            person_id=person_id,
            fields=tuple(sorted(fields, key=lambda field: field.value)),
            proof=proof,
            reference=sealed,
            corrected_at=work.now,
            by=work.actor.subject if work.actor else "-",
            role=work.actor.role if work.actor else "-",
        )
    )
    named = sorted(field.value for field in fields)
    work.audit("correct", person_id=person_id, fields=named, proof=proof.value)
    return card(work.people.save(*person.correct(corrected, safe)), safe)


def _number(
    work: PeopleWork, vault: Vault, person: Person, text: str | None
) -> tuple[IdNumber | None, str | None]:
    if text is None:
        return None, None
    number = read_id_number(text, work.today)
    check_age(number, work.today)
    id_hash = vault.fingerprint(number.value)
    other = work.people.first({"id_hash": id_hash})
    if other is not None and other.person_id != person.person_id:
        raise PersonAlreadyRegistered(person_id=other.person_id)
    return number, id_hash
