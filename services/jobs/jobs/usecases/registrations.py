"""Registrations: a seat while there is one, else a place in the list, in order of decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.errors import Refusal
from chassis.work import Page
from jobs.domain import admission
from jobs.domain.fair import Fair
from jobs.domain.registration import Registration
from jobs.errors import FairNotFound, PersonNotKnown
from jobs.usecases.access import registration_of

if TYPE_CHECKING:
    from jobs.store import JobsWork


def register_all(work: JobsWork, commands: list[dict[str, Any]]) -> list[Registration | Refusal]:
    """Decide all `commands` ({fair_id, person_id}, of one fair) in their order, with the seats
    read and written once. A refused one gets its Refusal in its place."""
    fair_id = commands[0]["fair_id"]
    fair = work.fairs.find(fair_id)
    if fair is None:
        return [FairNotFound(fair_id=fair_id) for _ in commands]
    held = _held(work, fair_id, [command["person_id"] for command in commands])
    answers: list[Registration | Refusal] = []
    for command in commands:
        person_id = command["person_id"]
        try:
            held[person_id] = _register(work, fair, held.get(person_id), person_id)
            answers.append(held[person_id])
        except Refusal as refusal:
            answers.append(refusal)
    return answers


def cancel_registration(work: JobsWork, *, registration_id: str) -> Registration:
    """Gives the seat to the first of the waiting list."""
    registration = registration_of(work, registration_id)
    fair = work.fairs.get(registration.fair_id)
    cancelled, event, seats = admission.cancel(fair, work.seats.get(fair.fair_id), registration)
    saved = work.registrations.save(cancelled, event)
    if seats.free and seats.waiting:
        waiting = {"fair_id": fair.fair_id, "state": "waiting"}
        first = work.registrations.first(waiting, sort="position")
        if first:
            promoted, event, seats = admission.promote(fair, seats, first)
            work.registrations.save(promoted, event)
    work.seats.put(seats)
    return saved


def get_registration(work: JobsWork, *, registration_id: str) -> Registration:
    return registration_of(work, registration_id)


def list_registrations(
    work: JobsWork,
    *,
    fair_id: str,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Registration]:
    work.fairs.get(fair_id)
    chosen = {"fair_id": fair_id} | ({"state": state} if state else {})
    return work.registrations.page(chosen, cursor, limit)


def _held(work: JobsWork, fair_id: str, person_ids: list[str]) -> dict[str, Registration]:
    """The registrations that these people have at the fair already; the people are loaded
    along, so that looking them up one by one costs nothing."""
    work.people.all({"person_id": {"$in": person_ids}}, limit=len(person_ids))
    chosen = {"person_id": {"$in": person_ids}, "fair_id": fair_id}
    found = work.registrations.all(chosen, limit=len(person_ids))
    return {registration.person_id: registration for registration in found}


def _register(
    work: JobsWork, fair: Fair, before: Registration | None, person_id: str
) -> Registration:
    person = work.people.find(person_id)
    if person is None:
        raise PersonNotKnown(person_id=person_id)
    undecided = before or Registration.new(fair, person, work.new_id(), work.now)
    seats = work.seats.get(fair.fair_id)
    registration, event, seats = admission.register(fair, seats, undecided)
    work.seats.put(seats)
    if before is None:
        return work.registrations.add(registration, event)
    return work.registrations.save(registration, event)
