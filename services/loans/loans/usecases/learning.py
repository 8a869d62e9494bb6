"""What the people service tells of persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chassis.errors import Early
from loans.domain.person import KnownPerson

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


def _registered(work: LoansWork, person_id: str) -> KnownPerson:
    person = work.people.find(person_id)
    if person is None:
        raise Early("person.registered")
    return person
