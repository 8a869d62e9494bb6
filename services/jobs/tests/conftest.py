"""A jobs service without servers, and the things that its rules are about."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import Actor, Event
from chassis.storage.group_commit import Request
from chassis.testing import memory
from jobs.domain.fair import Fair
from jobs.domain.registration import Registration
from jobs.store import JobsWork
from jobs.usecases import admissions, checkins, employers, fairs, people, posts

DAY = date(2025, 3, 8)
NOON = datetime(2025, 3, 8, 4, 0, tzinfo=UTC)
CODES = ("91530102MA6NTE5T1D", "92530102MA6N12345C", "81530000MB0X12345D")
PAPERS = {
    "plan_reference": "plan-1",
    "emergency_plan_reference": "emergency-1",
    "security_plan_reference": "security-1",
}
STATES = ("draft", "published", "open", "closed")
STEPS = (fairs.publish_fair, fairs.open_fair, fairs.close_fair)

DESK = {
    "register": (admissions.register_for_fair, admissions.prefetch),
    "check_in": (admissions.check_in, admissions.prefetch),
    "cancel": (admissions.cancel_registration, None),
}
"""What each step at the admissions is decided by, and what is read before."""


class Jobs:
    """The use cases over a store in memory, with builders that take only what matters."""

    def __init__(self) -> None:
        self.store = memory(JobsWork, now=NOON)
        self._codes = iter(CODES)
        self._events = itertools.count(1)

    def does(self, usecase: Any, **command: Any) -> Any:
        return self.store.commit(usecase, **command)

    def acting(self, role: str, **own: str) -> None:
        self.store.actor = Actor(f"{role}-1", role, **own)

    def published(self, cls: type) -> list[Any]:
        return [event for event in self.store.events if isinstance(event, cls)]

    def employer(self, *, verified: bool = True, code: str | None = None) -> str:
        registered = self.does(
            employers.register_employer,
            name="昆明滇池机电有限公司",
            credit_code=code or next(self._codes),
            region="530102",
            contact="0871-63162888",
        )
        if verified:
            self.does(
                employers.verify_employer, employer_id=registered.employer_id, verdict="verified"
            )
        return registered.employer_id

    def draft(self, **said: Any) -> Fair:
        usual = {
            "title": "春风行动招聘会",
            "mode": "on_site",
            "region": "530102",
            "starts_on": DAY,
            "ends_on": DAY,
            "capacity": 300,
            "booths": 20,
        }
        return self.does(fairs.draft_fair, **{**usual, **PAPERS, **said})

    def fair(self, state: str = "open", **said: Any) -> str:
        """The id of a fair that has come as far as `state`."""
        fair_id = self.draft(**said).fair_id
        for step in STEPS[: STATES.index(state)]:
            self.does(step, fair_id=fair_id)
        return fair_id

    def person(self, person_id: str, *key_groups: str) -> str:
        self.does(people.learn_person, person_id=person_id, region="530302", key_groups=key_groups)
        return person_id

    def at_the_desk(self, fair_id: str, step: str, *said: dict[str, Any]) -> list[Any]:
        """What each is answered, decided as one group."""
        return self.store.decide(*(self.asks(step, fair_id=fair_id, **one) for one in said))

    def asks(self, step: str, **said: Any) -> Request:
        usecase, prepare = DESK[step]
        return Request(usecase, said, prepare=prepare)

    def registers(self, fair_id: str, *person_ids: str) -> list[Any]:
        said = [{"person_id": one} for one in person_ids]
        return self.at_the_desk(fair_id, "register", *said)

    def cancels(self, registration: Registration) -> Any:
        asked = self.asks("cancel", registration_id=registration.registration_id)
        return self.store.decide(asked)[0]

    def checks_in(self, fair_id: str, person_id: str, on: date = DAY) -> Any:
        return self.at_the_desk(fair_id, "check_in", {"person_id": person_id, "on": on})[0]

    def reports(self, fair_id: str, *person_ids: str, on: date = DAY) -> None:
        """A venue system reports, all in one batch."""
        data = [{"fair_id": fair_id, "person_id": one, "on": on} for one in person_ids]
        self.store.deliver(checkins.record_checkins, *[self.event(one) for one in data])

    def event(self, data: dict[str, Any]) -> Event:
        return Event(
            id=f"event-{next(self._events)}",
            type="any",
            source="/partners/venue-1",
            subject="any",
            time=NOON,
            data=data,
        )

    def post(self, fair_id: str | None, employer_id: str, **said: Any) -> str:
        usual = {
            "title": "电工",
            "trade": "电工",
            "headcount": 12,
            "region": "530102",
            "wage_min": Decimal("4500.00"),
            "wage_max": Decimal("6500.00"),
            "requirements": "持低压电工证",
            "duties": "厂区配电维护",
            "workplace": "昆明市五华区",
        }
        said = {**usual, "fair_id": fair_id, "employer_id": employer_id, **said}
        return self.does(posts.publish_post, **said).post_id

    def seats(self, fair_id: str) -> Any:
        return self.store.read(lambda work: work.seats.get(fair_id))

    def later(self, days: int) -> None:
        self.store.now += timedelta(days=days)


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()
