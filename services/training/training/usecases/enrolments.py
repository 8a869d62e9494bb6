"""Enrolling within a quota, with an ordered waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chassis.domain import Page
from training.domain.enrolment import Enrolment, EnrolmentState
from training.usecases.access import may_enrol, own_enrolment

if TYPE_CHECKING:
    from training.store import TrainingWork


def enrol(work: TrainingWork, *, class_id: str, person_id: str) -> Enrolment:
    """Give a person a seat, or the next place on the waiting list."""
    skill_class = work.classes.get(class_id)
    skill_class.must_not_be_closed()
    # A worker asks for himself, a provider for its class, an officer in his region.
    work.classes.within_reach(class_id, person_id=person_id)
    person = may_enrol(work, person_id)
    before = work.enrolments.find_by(class_id=class_id, person_id=person_id)
    enrolment = before or Enrolment.wanted(skill_class, person, work.new_id())
    enrolment.must_be_free()
    seats, position = work.seats.get(class_id).ask()
    placed, event = enrolment.place(position)
    work.seats.put(seats)
    store = work.enrolments.save if before else work.enrolments.add
    enrolled: Enrolment = store(placed, event)
    return enrolled


def fetch_seats(work: TrainingWork, commands: Sequence[dict[str, Any]]) -> None:
    """Read at once what requests for seats would read one by one."""
    class_ids = {command["class_id"] for command in commands}
    work.classes.fetch(class_ids)
    work.seats.fetch(class_ids)
    work.people.fetch({command["person_id"] for command in commands})
    wanted = [(command["class_id"], command["person_id"]) for command in commands]
    work.enrolments.fetch_by(("class_id", "person_id"), wanted)


def cancel_enrolment(work: TrainingWork, *, enrolment_id: str) -> Enrolment:
    """Give up a seat, which goes to the first who waits, or a place on the waiting list."""
    enrolment = own_enrolment(work, enrolment_id)
    cancelled, event = enrolment.cancel(reason="asked")
    seats = work.seats.get(enrolment.class_id)
    waited = enrolment.state is EnrolmentState.WAITLISTED
    work.seats.put(seats.leave_queue() if waited else seats.free())
    saved: Enrolment = work.enrolments.save(cancelled, event)
    _promote_first(work, enrolment.class_id)
    return saved


def _promote_first(work: TrainingWork, class_id: str) -> None:
    seats = work.seats.get(class_id)
    if not seats.can_promote:
        return
    waiting = {"class_id": class_id, "state": EnrolmentState.WAITLISTED}
    for first in work.enrolments.all(waiting, sort="position", limit=1):
        work.enrolments.save(*first.promote())
        work.seats.put(seats.promote())


def get_enrolment(work: TrainingWork, *, enrolment_id: str) -> Enrolment:
    return own_enrolment(work, enrolment_id)


def list_class_enrolments(
    work: TrainingWork, *, class_id: str, cursor: str | None = None, limit: int = 50
) -> Page[Enrolment]:
    """Those of a class, newest first."""
    work.classes.within_reach(class_id)
    return work.enrolments.page({"class_id": class_id}, cursor, limit)


def list_enrolments(
    work: TrainingWork,
    *,
    person_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Enrolment]:
    """A worker's own, or those in the caller's region, newest first."""
    given = {"person_id": person_id} if person_id else {}
    within = work.reach.narrow(given, region="region", person_id="person_id")
    return work.enrolments.page(within, cursor, limit)
