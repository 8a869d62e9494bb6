"""Registering workers, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chassis.domain import Refusal
from people.domain.application import read_application
from people.domain.card import Card, card
from people.domain.person import register
from people.errors import PersonAlreadyRegistered

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault


def register_person(work: PeopleWork, *, vault: Vault, **form: Any) -> Card:
    """Register a worker once; the same ID number again is refused with the person_id."""
    [outcome] = register_people(work, vault=vault, forms=[form])
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def register_people(
    work: PeopleWork, *, vault: Vault, forms: Sequence[Mapping[str, Any] | Refusal]
) -> list[Card | Refusal]:
    """Register up to 500 workers in one transaction, with an outcome for each row.

    The outcomes are in the order of the forms. A form that was refused before it came here stays
    refused; a refused form does not hold up the others.
    """
    applications = [_application(form, work) for form in forms]
    hashes = [
        "" if isinstance(read, Refusal) else vault.fingerprint(read.id_number.value)
        for read in applications
    ]
    asked = [id_hash for id_hash in hashes if id_hash]
    found = work.people.all({"id_hash": {"$in": asked}}, limit=len(asked))
    registered = {person.id_hash: person.person_id for person in found}
    safe = vault.of(work)
    outcomes: list[Card | Refusal] = []
    for application, id_hash in zip(applications, hashes, strict=True):
        if isinstance(application, Refusal):
            outcomes.append(application)
        elif id_hash in registered:
            outcomes.append(PersonAlreadyRegistered(person_id=registered[id_hash]))
        else:
            person_id = registered[id_hash] = work.new_id()
            safe.begin(person_id)
            person, events = register(
                application,
                person_id=person_id,
                id_hash=id_hash,
                safe=safe,
                at=work.now,
                on=work.today,
            )
            outcomes.append(card(work.people.add(person, *events), safe))
    return outcomes


def _application(form: Mapping[str, Any] | Refusal, work: PeopleWork) -> Any:
    if isinstance(form, Refusal):
        return form
    try:
        read = read_application(form, work.today)
        work.reach.must_lie(read.region)
        return read
    except Refusal as refused:
        return refused
