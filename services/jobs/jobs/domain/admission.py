"""Who gets a seat, who waits, who is let in: a registration and the fair's seats, together."""

from __future__ import annotations

from datetime import date

from chassis.domain import DomainEvent
from jobs.domain.fair import Fair, FairState
from jobs.domain.person import KnownPerson
from jobs.domain.registration import Registration, RegistrationState
from jobs.domain.seats import Seats
from jobs.errors import AlreadyRegistered, VenueFull
from jobs.vocabulary import Mode

Decided = tuple[Registration, DomainEvent, Seats]


def register(fair: Fair, seats: Seats, registration: Registration) -> Decided:
    """Confirm while there are seats and nobody waits, else put on the waiting list."""
    fair.must_be(FairState.PUBLISHED, FairState.OPEN)
    if registration.active:
        raise AlreadyRegistered(
            registration_id=registration.registration_id, state=registration.state.value
        )
    if seats.free and not seats.waiting:
        return *registration.confirm(fair), seats.take()
    return *registration.wait(fair, seats.next_position), seats.queue()


def cancel(fair: Fair, seats: Seats, registration: Registration) -> Decided:
    """Give up a seat or a place in the list, while the fair takes registrations."""
    fair.must_be(FairState.PUBLISHED, FairState.OPEN)
    cancelled, event = registration.cancel(fair)
    if registration.state is RegistrationState.CONFIRMED:
        return cancelled, event, seats.release()
    return cancelled, event, seats.leave_queue()


def promote(fair: Fair, seats: Seats, first_waiting: Registration) -> Decided:
    """The first of the waiting list takes the seat that became free."""
    return *first_waiting.promote(fair), seats.leave_queue().take()


def check_in(
    fair: Fair,
    seats: Seats,
    registration: Registration,
    person: KnownPerson,
    on: date,
    *,
    at_the_door: bool,
) -> Decided:
    """Let somebody in, or record that somebody was.

    At the door of an on-site fair nobody without a seat enters once all are taken (Order 505
    Art. 18); who holds a confirmed one always does. A venue's report is about an admission that
    has happened: refusing it would only falsify the ledger (Order 700 Art. 33), so it is
    recorded even above capacity, and `seats.taken` shows by how much.
    """
    if registration.state is not RegistrationState.CONFIRMED:
        seats = _without_seat(fair, seats, registration, at_the_door)
    return *registration.attend(fair, person, on), seats


def _without_seat(fair: Fair, seats: Seats, registration: Registration, at_the_door: bool) -> Seats:
    if registration.state is RegistrationState.WAITING:
        seats = seats.leave_queue()
    if fair.mode is Mode.ONLINE:
        return seats
    if at_the_door and not seats.free:
        raise VenueFull(fair_id=fair.fair_id, capacity=seats.capacity)
    return seats.take()
