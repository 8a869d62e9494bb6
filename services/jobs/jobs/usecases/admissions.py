"""Admission to fairs: whatever competes for their seats, decided in order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from jobs.domain import admission
from jobs.domain.fair import Fair
from jobs.domain.person import KnownPerson
from jobs.domain.registration import Registration
from jobs.errors import PersonNotKnown
from jobs.usecases.checkins import admit

if TYPE_CHECKING:
    from jobs.store import JobsWork

SEAT_OF_ONE = ("fair_id", "person_id")


def register_for_fair(work: JobsWork, *, fair_id: str, person_id: str) -> Registration:
    """A seat while there is one, else a place in the waiting list. A worker takes one for himself,
    an officer for anybody at a fair of his region."""
    fair = work.fairs.within_reach(fair_id, person_id=person_id)
    person, before = _about(work, fair, person_id)
    undecided = before or Registration.new(fair, person, work.new_id(), work.now)
    registration, event, seats = admission.register(fair, work.seats.get(fair_id), undecided)
    work.seats.put(seats)
    store = work.registrations.save if before else work.registrations.add
    registered: Registration = store(registration, event)
    return registered


def check_in(work: JobsWork, *, fair_id: str, person_id: str, on: date) -> Registration:
    """An officer lets somebody in. Who is in already stays so, and who comes without a
    registration gets one."""
    fair = work.fairs.within_reach(fair_id)
    person, before = _about(work, fair, person_id)
    return admit(work, fair, person, before, on, at_the_door=True)


def cancel_registration(work: JobsWork, *, registration_id: str) -> Registration:
    """Give up a seat or a place. The first of the waiting list gets the seat."""
    registration = work.registrations.within_reach(registration_id)
    fair = work.fairs.get(registration.fair_id)
    seats = work.seats.get(fair.fair_id)
    cancelled, event, seats = admission.cancel(fair, seats, registration)
    saved: Registration = work.registrations.save(cancelled, event)
    if seats.free and seats.waiting:
        waiting = {"fair_id": fair.fair_id, "state": "waiting"}
        first = work.registrations.first(waiting, sort="position")
        if first:
            promoted, event, seats = admission.promote(fair, seats, first)
            work.registrations.save(promoted, event)
    work.seats.put(seats)
    return saved


def fair_of_registration(work: JobsWork, *, registration_id: str) -> str:
    """The fair at which a registration competes. Raises RegistrationNotFound."""
    return work.registrations.within_reach(registration_id).fair_id


def prefetch(work: JobsWork, commands: Sequence[dict[str, Any]]) -> None:
    """Read at once what commands about fairs and persons would read one by one."""
    fair_ids = {command["fair_id"] for command in commands}
    work.fairs.fetch(fair_ids)
    work.seats.fetch(fair_ids)
    work.people.fetch({command["person_id"] for command in commands})
    seats = [(command["fair_id"], command["person_id"]) for command in commands]
    work.registrations.fetch_by(SEAT_OF_ONE, seats)


def _about(work: JobsWork, fair: Fair, person_id: str) -> tuple[KnownPerson, Registration | None]:
    person = work.people.find(person_id)
    if person is None or person.erased:
        raise PersonNotKnown(person_id=person_id)
    return person, work.registrations.find_by(fair_id=fair.fair_id, person_id=person_id)
