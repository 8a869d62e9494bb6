"""A training store in memory, and the steps that many tests start from."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.storage.group_commit import Request
from chassis.testing import MemoryStore, memory
from training import usecases
from training.domain.enrolment import Enrolment
from training.domain.person import KnownPerson
from training.domain.skill_class import SkillClass
from training.store import TrainingWork
from training.vocabulary import Level

MARCH_3, MARCH_31, APRIL_2 = date(2025, 3, 3), date(2025, 3, 31), date(2025, 4, 2)


class Training:
    """The store and a few sentences said in every other test."""

    def __init__(self) -> None:
        self.store: MemoryStore = memory(TrainingWork)

    def know(self, *person_ids: str, key_groups: tuple[str, ...] = ("migrant",)) -> None:
        for person_id in person_ids:
            person = KnownPerson(person_id=person_id, region="530102", key_groups=key_groups)
            self.store.commit(lambda work, one=person: work.people.put(one))

    def a_class(self, quota: int = 30, hours: int = 40) -> SkillClass:
        course = self.store.commit(
            usecases.publish_course,
            title="维修电工中级班",
            trade="电工",
            level=Level.INTERMEDIATE,
            hours=hours,
            provider_id="provider-1",
        )
        return self.store.commit(
            usecases.open_class,
            course_id=course.course_id,
            region="530103",
            quota=quota,
            starts_on=MARCH_3,
            ends_on=MARCH_31,
            attendance_threshold=Decimal("0.80"),
        )

    def enrol(self, skill_class: SkillClass, person_id: str) -> Enrolment:
        command = {"class_id": skill_class.class_id, "person_id": person_id}
        return self.store.commit_group(
            skill_class.class_id, usecases.enrol, command, usecases.fetch_seats
        )

    def enrol_together(self, class_id: str, person_ids: list[str]) -> list[Any]:
        """What comes of requests that share a transaction."""
        return self.store.decide(
            *(
                Request(
                    usecases.enrol,
                    {"class_id": class_id, "person_id": one},
                    prepare=usecases.fetch_seats,
                )
                for one in person_ids
            )
        )

    def hold(self, skill_class: SkillClass, day: int, hours: int, *present: Enrolment) -> None:
        self.store.commit(
            usecases.record_session,
            class_id=skill_class.class_id,
            held_on=date(2025, 3, day),
            hours=hours,
            present=[enrolment.enrolment_id for enrolment in present],
        )

    def decide(
        self, enrolment: Enrolment, passed: bool = True, score: int = 86, on: date = APRIL_2
    ) -> Enrolment:
        return self.store.commit(
            usecases.record_result,
            enrolment_id=enrolment.enrolment_id,
            passed=passed,
            score=score,
            on=on,
        )

    def published(self, kind: type) -> list:
        return [event for event in self.store.events if isinstance(event, kind)]


@pytest.fixture
def training() -> Training:
    return Training()
