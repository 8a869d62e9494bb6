"""An enrolment: one person in one class, from the request to the result."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from training.domain.person import KnownPerson
from training.domain.skill_class import SkillClass
from training.errors import AlreadyEnrolled, EnrolmentNotActive, ResultAlreadyRecorded
from training.events import (
    EnrolmentCancelled,
    EnrolmentConfirmed,
    EnrolmentFailed,
    EnrolmentPassed,
    EnrolmentPromoted,
    EnrolmentWaitlisted,
)


class EnrolmentState(Enum):
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"
    PASSED = "passed"
    FAILED = "failed"


DECIDED = (EnrolmentState.PASSED, EnrolmentState.FAILED)
SEATED = (EnrolmentState.CONFIRMED, *DECIDED)


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """`position` is the place on the waiting list; `decided_on` is the day of the exam."""

    enrolment_id: str
    class_id: str
    person_id: str
    region: str
    key_groups: tuple[str, ...]
    course_title: str
    starts_on: date
    state: EnrolmentState = EnrolmentState.CANCELLED
    position: int | None = None
    score: int | None = None
    decided_on: date | None = None
    version: int = 0

    @classmethod
    def wanted(cls, skill_class: SkillClass, person: KnownPerson, enrolment_id: str) -> "Enrolment":
        """An enrolment without a place yet: `place` gives it one in the same transaction."""
        return cls(
            enrolment_id=enrolment_id,
            class_id=skill_class.class_id,
            person_id=person.person_id,
            region=skill_class.region,
            key_groups=person.key_groups,
            course_title=skill_class.title,
            starts_on=skill_class.starts_on,
        )

    def must_be_free(self) -> None:
        """One per (class, person); who has cancelled may ask again and queues at the end."""
        if self.state is not EnrolmentState.CANCELLED:
            raise AlreadyEnrolled(enrolment_id=self.enrolment_id, state=self.state.value)

    def place(
        self, position: int | None
    ) -> tuple["Enrolment", EnrolmentConfirmed | EnrolmentWaitlisted]:
        self.must_be_free()
        if position is None:
            confirmed = replace(self, state=EnrolmentState.CONFIRMED, position=None)
            return confirmed, EnrolmentConfirmed(**self._facts(), starts_on=self.starts_on)
        waitlisted = replace(self, state=EnrolmentState.WAITLISTED, position=position)
        return waitlisted, EnrolmentWaitlisted(**self._facts(), position=position)

    def promote(self) -> tuple["Enrolment", EnrolmentPromoted]:
        promoted = replace(self, state=EnrolmentState.CONFIRMED, position=None)
        return promoted, EnrolmentPromoted(**self._facts(), starts_on=self.starts_on)

    def cancel(self, reason: str) -> tuple["Enrolment", EnrolmentCancelled]:
        if self.state not in (EnrolmentState.CONFIRMED, EnrolmentState.WAITLISTED):
            raise EnrolmentNotActive(enrolment_id=self.enrolment_id, state=self.state.value)
        cancelled = replace(self, state=EnrolmentState.CANCELLED, position=None)
        return cancelled, EnrolmentCancelled(**self._facts(), reason=reason)

    def has_result(self, passed: bool, score: int, on: date) -> bool:
        """True for the same result again; another result for a decided enrolment is refused."""
        if self.state not in DECIDED:
            return False
        same = passed is (self.state is EnrolmentState.PASSED)
        if not same or (self.score, self.decided_on) != (score, on):
            raise ResultAlreadyRecorded(enrolment_id=self.enrolment_id, state=self.state.value)
        return True

    def decide(
        self, passed: bool, score: int, on: date
    ) -> tuple["Enrolment", EnrolmentPassed | EnrolmentFailed]:
        if self.state is not EnrolmentState.CONFIRMED:
            raise EnrolmentNotActive(enrolment_id=self.enrolment_id, state=self.state.value)
        state = EnrolmentState.PASSED if passed else EnrolmentState.FAILED
        event = EnrolmentPassed if passed else EnrolmentFailed
        decided = replace(self, state=state, score=score, decided_on=on)
        return decided, event(**self._facts(), score=score, on=on)

    def _facts(self) -> dict[str, Any]:
        return {
            "enrolment_id": self.enrolment_id,
            "class_id": self.class_id,
            "person_id": self.person_id,
            "region": self.region,
            "key_groups": self.key_groups,
            "course_title": self.course_title,
        }
