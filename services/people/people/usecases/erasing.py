"""Erasing a person by destroying the key, or keeping it locked away while a law says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from people.domain.erasure import (
    Erasure,
    ErasureReason,
    Fate,
    Hold,
    Outcome,
    Restriction,
)
from people.domain.person import Person
from people.errors import PersonRestricted
from people.events import PersonErased
from people.usecases.access import person_kept

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault

HOLDS_MOST = 100
STEP = 100


def erase_person(
    work: PeopleWork,
    *,
    vault: Vault,
    person_id: str,
    reason: ErasureReason = ErasureReason.REQUESTED,
) -> Outcome:
    """Erase a person, or restrict it while a law keeps it.

    Raises PersonNotFound, PersonErased, and PersonRestricted where it was asked for before.
    """
    person, actor = person_kept(work, person_id), work.actor
    wish = Restriction(
        person_id=person_id,
        reason=reason,
        asked_at=work.now,
        asked_by=actor.subject if actor else "-",
        role=actor.role if actor else "-",
    )
    standing = _standing(work, [person_id])
    if not standing:
        _erase(work, vault, person, wish)
        return Outcome(person_id=person_id, fate=Fate.ERASED, at=work.now)
    if person.restricted_since:
        raise PersonRestricted(person_id=person_id)
    work.audit("restrict", person_id=person_id, reason=reason.value)
    restricted, events = person.restrict(work.now)
    work.people.save(restricted, *events)
    work.restrictions.put(wish)
    return Outcome(person_id=person_id, fate=Fate.RESTRICTED, at=work.now, holds=standing)


def erase_due(
    work: PeopleWork, *, vault: Vault, after: str | None = None
) -> tuple[int, str | None]:
    """Erase those among the next restricted people for whom nothing stands any longer; how many,
    and after whom to go on, None at the end."""
    beyond = {"person_id": {"$gt": after}} if after else {}
    wishes = work.restrictions.all(beyond, "person_id", STEP)
    kept = {hold.person_id for hold in _standing(work, [wish.person_id for wish in wishes])}
    due = [wish for wish in wishes if wish.person_id not in kept]
    for wish in due:
        _erase(work, vault, work.people.get(wish.person_id), wish)
    return len(due), wishes[-1].person_id if len(wishes) == STEP else None


def _standing(work: PeopleWork, person_ids: Sequence[str]) -> tuple[Hold, ...]:
    if not person_ids:
        return ()
    found = work.holds.all({"person_id": {"$in": person_ids}}, limit=HOLDS_MOST * STEP)
    return tuple(hold for hold in found if hold.stands(work.today))


def _erase(work: PeopleWork, vault: Vault, person: Person, wish: Restriction) -> None:
    person_id = person.person_id
    work.audit("erase", person_id=person_id, reason=wish.reason.value)
    work.people.remove(person, PersonErased(person_id=person_id, erased_at=work.now))
    vault.of(work).shred(person_id)
    work.restrictions.remove(person_id)
    for store in (work.timeline, work.corrections, work.holds):
        store.forget({"person_id": person_id})
    work.erasures.put(
        Erasure(
            person_id=person_id,
            reason=wish.reason,
            erased_at=work.now,
            asked_at=wish.asked_at,
            asked_by=wish.asked_by,
            role=wish.role,
        )
    )
