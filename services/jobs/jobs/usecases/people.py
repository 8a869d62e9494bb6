"""What this service learns about people."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from chassis.domain import Early, Event, Refusal
from jobs.domain.person import KnownPerson
from jobs.domain.registration import RegistrationState
from jobs.usecases.admissions import cancel_registration

if TYPE_CHECKING:
    from jobs.store import JobsWork


PERSON_ERASED = "yunling.people.person.erased.v1"
BEFORE_THE_DOOR = (RegistrationState.CONFIRMED, RegistrationState.WAITING)


def learn_people(work: JobsWork, events: Sequence[Event]) -> None:
    """Apply a batch of news about people, each in turn, read in bulk."""
    person_ids = sorted({event.data["person_id"] for event in events})
    work.people.all({"person_id": {"$in": person_ids}}, limit=len(person_ids))
    for event in work.handling(events):
        if event.type == PERSON_ERASED:
            forget_person(work, **event.data)
        else:
            learn_person(work, **event.data)


def forget_person(work: JobsWork, *, person_id: str) -> None:
    """Somebody was erased: seats and places that are still wanted go to others, and the county is
    all that is remembered. What happened at fairs stays, and leads to nobody."""
    known = work.people.find(person_id)
    if known is None:
        return
    work.people.put(KnownPerson(person_id, known.region, erased=True))
    wanted = work.registrations.all({"person_id": person_id, "state": {"$in": BEFORE_THE_DOOR}})
    for one in wanted:
        # A fair that takes no cancellations any more has used the seat up.
        with suppress(Refusal):
            cancel_registration(work, registration_id=one.registration_id)


def learn_person(
    work: JobsWork,
    *,
    person_id: str,
    region: str | None = None,
    key_groups: Sequence[str] | None = None,
) -> KnownPerson:
    """Remember where a person lives and which key groups they belong to. Raises Early for a
    change to somebody of whom nothing is known yet."""
    known = work.people.find(person_id)
    if known is None:
        if region is None or key_groups is None:
            raise Early(f"the registration of person {person_id}")
        return work.people.put(KnownPerson(person_id, region, tuple(key_groups)))
    if region is not None:
        known = replace(known, region=region)
    if key_groups is not None:
        known = replace(known, key_groups=tuple(key_groups))
    return work.people.put(known)
