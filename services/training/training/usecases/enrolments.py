"""Enrolling within a quota, with an ordered waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chassis.errors import Refusal
from chassis.work import Page
from training.domain.enrolment import Enrolment, EnrolmentState
from training.usecases.access import may_enrol, own_class, own_enrolment, seat_within_reach

if TYPE_CHECKING:
    from training.store import TrainingWork


def enrol_all(work: TrainingWork, commands: Sequence[dict[str, Any]]) -> list[Enrolment | Refusal]:
    """Decide the requests `{class_id, person_id}` in their order.

    A request that is refused changes nothing for the others.
    """
    class_ids = list({command["class_id"] for command in commands})
    person_ids = list({command["person_id"] for command in commands})
    work.classes.fetch(class_ids)
    work.seats.fetch(class_ids)
    work.people.fetch(person_ids)
    before = work.enrolments.all(
        {"class_id": {"$in": class_ids}, "person_id": {"$in": person_ids}},
        limit=len(class_ids) * len(person_ids),
    )
    known = {(one.class_id, one.person_id): one for one in before}
    return [_enrol(work, known, **command) for command in work.deciding(commands)]


def _enrol(
    work: TrainingWork,
    known: dict[tuple[str, str], Enrolment],
    class_id: str,
    person_id: str,
) -> Enrolment | Refusal:
    try:
        skill_class = work.classes.get(class_id)
        skill_class.must_not_be_closed()
        seat_within_reach(work, skill_class, person_id)
        person = may_enrol(work, person_id)
        enrolment = known.get((class_id, person_id))
        if enrolment is None:
            enrolment = Enrolment.wanted(skill_class, person, work.new_id())
        enrolment.must_be_free()
    except Refusal as refusal:
        return refusal
    seats, position = work.seats.get(skill_class.class_id).ask()
    placed, event = enrolment.place(position)
    work.seats.put(seats)
    store = work.enrolments.save if placed.version else work.enrolments.add
    known[class_id, person_id] = store(placed, event)
    return known[class_id, person_id]


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
    own_class(work, class_id)
    return work.enrolments.page({"class_id": class_id}, cursor, limit)


def list_enrolments(
    work: TrainingWork,
    *,
    class_id: str | None = None,
    person_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Enrolment]:
    """A worker's own, or those in the caller's region, newest first."""
    wanted = {"class_id": class_id, "person_id": person_id}
    given = {name: value for name, value in wanted.items() if value}
    within = work.reach.narrow(given, region="region", person_id="person_id")
    return work.enrolments.page(within, cursor, limit)
