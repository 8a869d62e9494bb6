"""The door: one person-time for a (fair, person), however often it is reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from chassis.domain import Early, Event
from jobs.domain import admission
from jobs.domain.fair import Fair, FairState
from jobs.domain.person import KnownPerson
from jobs.domain.registration import Registration

if TYPE_CHECKING:
    from jobs.store import JobsWork

Held = dict[tuple[str, str], Registration]


def record_checkins(work: JobsWork, events: Sequence[Event]) -> None:
    """What venue systems report ({fair_id, person_id, on}), in any order and any number of
    times: reads in bulk, writes one registration a row and the seats once a fair.

    Raises Early while the person is unknown here or the fair has not opened, and a Refusal for
    a report that can never fit. One about somebody erased changes nothing.
    """
    held = _load(work, events)
    for event in work.handling(events):
        fair = work.fairs.get(event.data["fair_id"])
        if fair.state in (FairState.DRAFT, FairState.PUBLISHED):
            raise Early(f"the opening of fair {fair.fair_id}")
        person = work.people.find(event.data["person_id"])
        if person is None:
            raise Early(f"the registration of person {event.data['person_id']}")
        if person.erased:
            continue
        key = (fair.fair_id, person.person_id)
        held[key] = admit(work, fair, person, held.get(key), event.data["on"], at_the_door=False)


def admit(
    work: JobsWork,
    fair: Fair,
    person: KnownPerson,
    before: Registration | None,
    on: date,
    *,
    at_the_door: bool,
) -> Registration:
    """Write that somebody entered, once: who is in already stays as they are."""
    if before is not None and before.checked_in_on is not None:
        return before
    fair.must_have_admitted(on, work.today)
    undecided = before or Registration.new(fair, person, work.new_id(), work.now)
    seats = work.seats.get(fair.fair_id)
    attended, event, after = admission.check_in(
        fair, seats, undecided, person, on, at_the_door=at_the_door
    )
    if after != seats:
        work.seats.put(after)
    if before is None:
        return work.registrations.add(attended, event)
    return work.registrations.save(attended, event)


def _load(work: JobsWork, events: Sequence[Event]) -> Held:
    """The registrations that exist; fairs, seats and people are loaded along, so that looking
    them up one by one costs nothing."""
    fair_ids = sorted({event.data["fair_id"] for event in events})
    person_ids = sorted({event.data["person_id"] for event in events})
    these_fairs = {"fair_id": {"$in": fair_ids}}
    these_people = {"person_id": {"$in": person_ids}}
    work.fairs.all(these_fairs, limit=len(fair_ids))
    work.seats.all(these_fairs, limit=len(fair_ids))
    work.people.all(these_people, limit=len(person_ids))
    found = work.registrations.all(
        {**these_people, **these_fairs}, limit=len(fair_ids) * len(person_ids)
    )
    return {(one.fair_id, one.person_id): one for one in found}
