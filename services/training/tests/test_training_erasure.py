"""What is left in training of somebody who was erased."""

from __future__ import annotations

from datetime import date

import pytest

from chassis.domain import Event
from chassis.testing import NOON
from training import usecases
from training.domain.enrolment import EnrolmentState
from training.errors import PersonNotKnown
from training.vocabulary import DiplomaLevel

DIPLOMA = {"school": "云南开放大学", "level": DiplomaLevel.BACHELOR, "on": date(2025, 3, 3)}


def erased(training, person_id):
    told = Event(
        id=f"erased-{person_id}",
        type="yunling.people.person.erased.v1",
        source="/yunling/people",
        subject=person_id,
        time=NOON,
        data={"person_id": person_id},
    )
    training.store.deliver(usecases.learn_people, told)


def test_a_seat_that_is_still_wanted_goes_to_the_first_who_waits(training):
    training.know("p-1", "p-2")
    skill_class = training.a_class(quota=1)
    first, second = (training.enrol(skill_class, person) for person in ("p-1", "p-2"))
    for _ in range(2):
        erased(training, "p-1")
    rows = training.store.collections["enrolments"]
    assert rows[first.enrolment_id]["state"] == EnrolmentState.CANCELLED.value
    assert rows[second.enrolment_id]["state"] == EnrolmentState.CONFIRMED.value


def test_who_was_erased_enrols_no_more_and_the_diplomas_are_gone(training):
    training.know("p-1")
    command = {"person_id": "p-1", "evidence": "YN-1", **DIPLOMA}
    training.store.commit(usecases.record_diploma, **command)
    erased(training, "p-1")
    assert training.store.collections["diplomas"] == {}
    with pytest.raises(PersonNotKnown):
        training.enrol(training.a_class(), "p-1")
    with pytest.raises(PersonNotKnown):
        training.store.commit(usecases.record_diploma, **command)


def test_a_result_stays_and_leads_to_nobody(training):
    training.know("p-1")
    skill_class = training.a_class()
    enrolment = training.enrol(skill_class, "p-1")
    for day in (4, 5, 6, 7, 10):
        training.hold(skill_class, day, 8, enrolment)
    training.decide(enrolment)
    erased(training, "p-1")
    [certificate] = training.store.collections["certificates"].values()
    assert certificate["person_id"] == "p-1"
    assert training.store.collections["people"]["p-1"]["key_groups"] == []
