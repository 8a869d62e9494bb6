"""The person whom a request is about, if the caller may have it be about that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from people.domain.person import Person
from people.errors import PersonErased, PersonRestricted

if TYPE_CHECKING:
    from people.store import PeopleWork


def person_shown(work: PeopleWork, person_id: str) -> Person:
    """The person. One whose processing is restricted is shown to nobody else (PIPL 47).

    Raises PersonNotFound, PersonErased and PersonRestricted.
    """
    person = person_kept(work, person_id)
    if person.restricted_since and not is_own(work, person_id):
        raise PersonRestricted(person_id=person_id)
    return person


def person_changed(work: PeopleWork, person_id: str) -> Person:
    """The person, to be changed: a restricted one is stored and nothing else.

    Raises PersonNotFound, PersonErased and PersonRestricted.
    """
    person = person_kept(work, person_id)
    if person.restricted_since:
        raise PersonRestricted(person_id=person_id)
    return person


def person_kept(work: PeopleWork, person_id: str) -> Person:
    """The person within the caller's reach, restricted or not.

    Raises PersonNotFound and PersonErased.
    """
    if work.people.find(person_id) is None and work.erasures.find(person_id):
        raise PersonErased(person_id=person_id)
    return work.people.within_reach(person_id)


def is_own(work: PeopleWork, person_id: str) -> bool:
    """Whether the person asks for itself."""
    return work.actor is not None and work.actor.person_id == person_id
