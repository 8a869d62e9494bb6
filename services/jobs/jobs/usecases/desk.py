"""The desk of the fairs: whatever competes for their seats, decided in order of arrival."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from chassis.errors import Refusal
from jobs.domain import admission
from jobs.domain.fair import Fair
from jobs.domain.person import KnownPerson
from jobs.domain.registration import Registration
from jobs.errors import FairNotFound, PersonNotKnown
from jobs.usecases.access import registration_of
from jobs.usecases.checkins import admit

if TYPE_CHECKING:
    from jobs.store import JobsWork


def decide_all(work: JobsWork, commands: list[dict[str, Any]]) -> list[Registration | Refusal]:
    """Decide `commands` in their order; what they are about is read once, and written once.

    Each has `fair_id` and `step`: register {person_id}, check_in {person_id, on} or
    cancel {registration_id}. A refused one gets its Refusal in its place, and disturbs no other.
    """
    desk = Desk(work, commands)
    return [desk.decide(**command) for command in work.deciding(commands)]


class Desk:
    """One sitting: what the commands are about is loaded at once, then each is decided."""

    def __init__(self, work: JobsWork, commands: list[dict[str, Any]]) -> None:
        self.work = work
        fair_ids = list({one["fair_id"] for one in commands})
        person_ids = list({one["person_id"] for one in commands if "person_id" in one})
        work.fairs.fetch(fair_ids)
        work.seats.fetch(fair_ids)
        work.people.fetch(person_ids)
        these = {"person_id": {"$in": person_ids}, "fair_id": {"$in": fair_ids}}
        found = work.registrations.all(these, limit=len(person_ids) * len(fair_ids))
        self._held = {(one.fair_id, one.person_id): one.registration_id for one in found}

    def decide(self, *, step: str, fair_id: str, **said: Any) -> Registration | Refusal:
        steps: dict[str, Callable[..., Registration]] = {
            "register": self.register,
            "check_in": self.check_in,
            "cancel": self.cancel,
        }
        try:
            return steps[step](self.work.fairs.get(fair_id), **said)
        except Refusal as refusal:
            return refusal

    def register(self, fair: Fair, *, person_id: str) -> Registration:
        """A seat while there is one, else a place in the waiting list. A worker takes one for
        himself, an officer for anybody at a fair of his region."""
        self._must_reach(fair, person_id=person_id)
        person, before = self._about(fair, person_id)
        undecided = before or Registration.new(fair, person, self.work.new_id(), self.work.now)
        seats = self.work.seats.get(fair.fair_id)
        registration, event, seats = admission.register(fair, seats, undecided)
        self.work.seats.put(seats)
        if before:
            return self.work.registrations.save(registration, event)
        return self._hold(self.work.registrations.add(registration, event))

    def check_in(self, fair: Fair, *, person_id: str, on: date) -> Registration:
        """An officer lets somebody in. Who is in already stays so, and who comes without a
        registration gets one."""
        self._must_reach(fair)
        person, before = self._about(fair, person_id)
        return self._hold(admit(self.work, fair, person, before, on, at_the_door=True))

    def cancel(self, fair: Fair, *, registration_id: str) -> Registration:
        """The first of the waiting list gets the seat."""
        registration = registration_of(self.work, registration_id)
        seats = self.work.seats.get(fair.fair_id)
        cancelled, event, seats = admission.cancel(fair, seats, registration)
        saved = self.work.registrations.save(cancelled, event)
        if seats.free and seats.waiting:
            waiting = {"fair_id": fair.fair_id, "state": "waiting"}
            first = self.work.registrations.first(waiting, sort="position")
            if first:
                promoted, event, seats = admission.promote(fair, seats, first)
                self.work.registrations.save(promoted, event)
        self.work.seats.put(seats)
        return saved

    def _must_reach(self, fair: Fair, **owners: str) -> None:
        if not self.work.reach.holds(region=fair.region, **owners):
            raise FairNotFound(fair_id=fair.fair_id)

    def _about(self, fair: Fair, person_id: str) -> tuple[KnownPerson, Registration | None]:
        person = self.work.people.find(person_id)
        if person is None or person.erased:
            raise PersonNotKnown(person_id=person_id)
        held = self._held.get((fair.fair_id, person_id))
        return person, self.work.registrations.get(held) if held else None

    def _hold(self, registration: Registration) -> Registration:
        self._held[registration.fair_id, registration.person_id] = registration.registration_id
        return registration
