"""What the people service tells of persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chassis.domain import Early, erase_people
from loans.domain.loan import BEFORE_MONEY, OPEN
from loans.domain.person import KnownPerson
from loans.retention import DATA_INVENTORY
from loans.usecases.guaranteeing import carry

if TYPE_CHECKING:
    from loans.store import LoansWork


def learn_person(
    work: LoansWork,
    *,
    person_id: str,
    region: str,
    key_groups: Sequence[str],
    birth_month: str,
    sex: str,
) -> KnownPerson:
    """Somebody was registered."""
    return work.people.put(KnownPerson(person_id, region, tuple(key_groups), birth_month, sex))


def move_person(work: LoansWork, *, person_id: str, region: str) -> KnownPerson:
    """Somebody moved; loans that exist stay where they were asked for."""
    return work.people.put(replace(_registered(work, person_id), region=region))


def change_key_groups(work: LoansWork, *, person_id: str, key_groups: Sequence[str]) -> KnownPerson:
    """Somebody's key groups are others now; loans that exist keep those of their day."""
    return work.people.put(replace(_registered(work, person_id), key_groups=tuple(key_groups)))


def correct_person(work: LoansWork, *, person_id: str, birth_month: str, sex: str) -> KnownPerson:
    """An ID number was wrong, and what follows from it; verdicts that were given stand."""
    known = _registered(work, person_id)
    return work.people.put(replace(known, birth_month=birth_month, sex=sex))


def forget_person(work: LoansWork, *, person_id: str) -> None:
    """Somebody was erased, which nobody is with a loan that people has heard of: an application
    that it had not is withdrawn. The books stay, and lead to nobody."""
    for loan in work.loans.all({"person_id": person_id, "open_key": OPEN}):
        if loan.state in BEFORE_MONEY:
            gone, withdrawn = loan.withdraw()
            carry(work, loan, gone)
            work.loans.save(gone, withdrawn)
    erase_people(work, DATA_INVENTORY, [person_id])


def _registered(work: LoansWork, person_id: str) -> KnownPerson:
    person = work.people.find(person_id)
    if person is None:
        raise Early("person.registered")
    return person
