"""Learning from the people service whom we may enrol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chassis.domain import Event, erase_people
from training.domain.enrolment import EnrolmentState
from training.domain.person import KnownPerson
from training.retention import DATA_INVENTORY
from training.usecases.enrolments import cancel_enrolment

if TYPE_CHECKING:
    from training.store import TrainingWork


CONFIRMED, WAITLISTED = EnrolmentState.CONFIRMED, EnrolmentState.WAITLISTED


def learn_people(work: TrainingWork, reports: Sequence[Event]) -> None:
    """Apply what people tells, in its order."""
    known = list({report.data["person_id"] for report in reports})
    work.people.all({"person_id": {"$in": known}}, limit=len(known))
    for report in work.handling(reports):
        LEARN[report.type](work, **report.data)


def learn_person(work: TrainingWork, *, person_id: str, region: str, key_groups: list[str]) -> None:
    work.people.put(KnownPerson(person_id=person_id, region=region, key_groups=tuple(key_groups)))


def move_person(work: TrainingWork, *, person_id: str, region: str) -> None:
    work.people.put(replace(work.people.get(person_id), region=region))


def change_key_groups(work: TrainingWork, *, person_id: str, key_groups: list[str]) -> None:
    work.people.put(replace(work.people.get(person_id), key_groups=tuple(key_groups)))


def forget_person(work: TrainingWork, *, person_id: str) -> None:
    """Somebody was erased: seats that are still wanted go to others, diplomas go, and the county is
    all that is remembered. Results and certificates stay, and lead to nobody."""
    known = work.people.find(person_id)
    if known is None:
        return
    work.people.put(KnownPerson(person_id=person_id, region=known.region, erased=True))
    wanted = {"person_id": person_id, "state": {"$in": (CONFIRMED, WAITLISTED)}}
    for enrolment in work.enrolments.all(wanted):
        cancel_enrolment(work, enrolment_id=enrolment.enrolment_id)
    erase_people(work, DATA_INVENTORY, [person_id])


LEARN: dict[str, Callable[..., Any]] = {
    "yunling.people.person.registered.v1": learn_person,
    "yunling.people.person.moved.v1": move_person,
    "yunling.people.person.key_groups_changed.v1": change_key_groups,
    "yunling.people.person.erased.v1": forget_person,
}
