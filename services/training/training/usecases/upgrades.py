"""Who counts as upgraded in a year: by a certificate or by a diploma, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from training.domain.learner import By, Diploma, Learner, diploma_key
from training.errors import DiplomaAlreadyRecorded
from training.usecases.access import may_enrol
from training.vocabulary import DiplomaLevel

if TYPE_CHECKING:
    from training.store import TrainingWork

Learners = dict[str, Learner]


def learners_of(work: TrainingWork, person_ids: Iterable[str]) -> Learners:
    """The learners with these ids, and the people behind them, in two queries.

    Who has never been upgraded is there too, with version 0: `upgrade` adds them.
    """
    wanted = list(set(person_ids))
    work.people.all({"person_id": {"$in": wanted}}, limit=len(wanted))
    known = work.learners.all({"person_id": {"$in": wanted}}, limit=len(wanted))
    fresh = {person_id: Learner(person_id=person_id) for person_id in wanted}
    return fresh | {learner.person_id: learner for learner in known}


def upgrade(work: TrainingWork, learners: Learners, person_id: str, by: By, on: date) -> None:
    """Count the person for the year of `on`, unless he counts already."""
    upgraded = learners[person_id].upgrade(work.people.get(person_id), by, on)
    if upgraded is None:
        return
    learner, event = upgraded
    store = work.learners.save if learner.version else work.learners.add
    learners[person_id] = store(learner, event)


def record_diploma(
    work: TrainingWork,
    *,
    person_id: str,
    school: str,
    level: DiplomaLevel,
    on: date,
    evidence: str,
) -> Diploma:
    """Record a diploma, one per (person, level); it upgrades the person in the year of `on`."""
    may_enrol(work, person_id)
    work.people.within_reach(person_id)
    diploma_id = diploma_key(person_id, level)
    if work.diplomas.find(diploma_id):
        raise DiplomaAlreadyRecorded(diploma_id=diploma_id)
    learners = learners_of(work, [person_id])
    upgrade(work, learners, person_id, By.DIPLOMA, on)
    return work.diplomas.put(
        Diploma(
            diploma_id=diploma_id,
            person_id=person_id,
            school=school,
            level=level,
            on=on,
            evidence=evidence,
        )
    )
