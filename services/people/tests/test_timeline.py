from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from chassis.domain import Event
from people import usecases
from people.domain.timeline import Milestone
from people.errors import PersonNotFound


@pytest.fixture
def person(store, vault, a_form):
    return store.commit(usecases.register_person, vault=vault, **a_form()).person_id


def certificate(person_id: str) -> Event:
    data = {
        "certificate_id": "certificate-1",
        "person_id": person_id,
        "serial": "YN-2025-000001",
        "trade": "电工",
        "level": "senior",
        "issued_on": date(2025, 5, 30),
    }
    return event("yunling.training.certificate.issued.v1", data)


def hire(person_id: str) -> Event:
    data = {
        "registration_id": "registration-1",
        "person_id": person_id,
        "post_id": "post-1",
        "employer_id": "employer-1",
        "hired_on": date(2025, 6, 1),
    }
    return event("yunling.jobs.registration.hired.v1", data)


def event(type: str, data: dict) -> Event:
    at = datetime(2025, 6, 2, tzinfo=UTC)
    return Event(id="e-1", type=type, source="/yunling/x", subject="s", time=at, data=data)


def test_certificates_and_hires_appear_on_the_timeline(store, person):
    store.deliver(usecases.keep_milestones, certificate(person), hire(person))
    page = store.read(usecases.get_timeline, person_id=person, cursor=None, limit=10)
    assert [(row.milestone, row.happened_on) for row in page.rows] == [
        (Milestone.HIRED, date(2025, 6, 1)),
        (Milestone.CERTIFICATE_ISSUED, date(2025, 5, 30)),
    ]
    assert page.rows[1].details["serial"] == "YN-2025-000001"


def test_a_repeated_report_is_one_entry(store, person):
    store.deliver(usecases.keep_milestones, hire(person))
    store.deliver(usecases.keep_milestones, hire(person))
    assert len(store.collections["timeline"]) == 1


def test_a_milestone_of_somebody_never_registered_is_refused(store, person):
    with pytest.raises(PersonNotFound):
        store.deliver(usecases.keep_milestones, hire("nobody"))


def test_the_timeline_of_somebody_unknown_is_refused(store):
    with pytest.raises(PersonNotFound):
        store.read(usecases.get_timeline, person_id="nobody", cursor=None, limit=10)
