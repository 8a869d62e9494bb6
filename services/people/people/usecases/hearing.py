"""What people hears of the other services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from chassis.domain import Event
from people.domain.erasure import Basis, Hold
from people.domain.timeline import Milestone, TimelineEntry
from people.errors import PersonErased
from people.retention import KEPT_AFTER_A_LOAN
from people.usecases.access import person_kept

if TYPE_CHECKING:
    from people.store import PeopleWork

LOAN_SUBMITTED = "yunling.loans.loan.submitted.v1"
LOAN_SETTLED = "yunling.loans.loan.settled.v1"
LOAN_ENDED = tuple(
    f"yunling.loans.loan.{end}.v1"
    for end in (
        "rejected",
        "eligibility_rejected",
        "guarantee_declined",
        "credit_declined",
        "withdrawn",
    )
)


def keep_milestones(work: PeopleWork, events: Sequence[Event]) -> None:
    """Put certificates and hires on the timelines of those whom they concern. What is told of
    somebody erased is told too late."""
    work.people.fetch(event.data["person_id"] for event in events)
    for event in work.handling(events):
        try:
            person_kept(work, event.data["person_id"])
        except PersonErased:
            continue
        work.timeline.put(_milestone(event.data))


def keep_holds(work: PeopleWork, events: Sequence[Event]) -> None:
    """While a loan is open, and for a time after it was paid back, its borrower is kept."""
    work.erasures.fetch(event.data["person_id"] for event in events)
    for event in work.handling(events):
        loan_id, person_id = event.data["loan_id"], event.data["person_id"]
        if work.erasures.find(person_id):
            continue
        if event.type == LOAN_SUBMITTED:
            work.holds.put(Hold(hold_id=loan_id, person_id=person_id, basis=Basis.LOAN_OPEN))
        elif event.type == LOAN_SETTLED:
            work.holds.put(_settled(loan_id, person_id, event.data["settled_on"]))
        else:
            work.holds.remove(loan_id)


def _settled(loan_id: str, person_id: str, on: date) -> Hold:
    until = on + KEPT_AFTER_A_LOAN
    return Hold(hold_id=loan_id, person_id=person_id, basis=Basis.LOAN_SETTLED, until=until)


def _milestone(data: Mapping[str, Any]) -> TimelineEntry:
    if "certificate_id" in data:
        return TimelineEntry(
            entry_id=data["certificate_id"],
            person_id=data["person_id"],
            milestone=Milestone.CERTIFICATE_ISSUED,
            happened_on=data["issued_on"],
            details={name: data[name] for name in ("serial", "trade", "level")},
        )
    return TimelineEntry(
        entry_id=data["registration_id"],
        person_id=data["person_id"],
        milestone=Milestone.HIRED,
        happened_on=data["hired_on"],
        details={name: data[name] for name in ("post_id", "employer_id")},
    )
