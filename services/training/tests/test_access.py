"""A training provider acts for itself; the rest sees people's changes."""

from datetime import UTC, datetime

import pytest

from chassis.domain import Actor, Event
from training import errors, usecases

OWN = Actor("user-1", "training_provider", partner_id="provider-1")
OTHER = Actor("user-2", "training_provider", partner_id="provider-2")


def test_a_provider_records_sessions_of_its_own_classes_only(training):
    training.know("p1")
    skill_class = training.a_class()
    enrolment = training.enrol(skill_class, "p1")
    training.store.actor = OTHER
    with pytest.raises(errors.ClassNotFound):
        training.hold(skill_class, 3, 8, enrolment)
    with pytest.raises(errors.EnrolmentNotFound):
        training.store.read(usecases.get_enrolment, enrolment_id=enrolment.enrolment_id)
    with pytest.raises(errors.EnrolmentNotFound):
        training.decide(enrolment)
    with pytest.raises(errors.ClassNotFound):
        training.store.read(usecases.list_class_enrolments, class_id=skill_class.class_id)
    training.store.actor = OWN
    training.hold(skill_class, 3, 8, enrolment)


def test_a_provider_publishes_courses_for_itself_only(training):
    training.store.actor = OTHER
    with pytest.raises(errors.ProviderNotOwn):
        training.a_class()


def test_moves_and_flags_are_learned_in_their_order(training):
    def told(noun, n, **data):
        return Event(
            id=f"e-{n}",
            type=f"yunling.people.person.{noun}.v1",
            source="/yunling/people",
            subject="p1",
            time=datetime(2025, 1, 1, tzinfo=UTC),
            sequence=n,
            data={"person_id": "p1", **data},
        )

    training.store.deliver(
        usecases.learn_people,
        told("registered", 1, region="530102", key_groups=[]),
        told("moved", 2, region="532901"),
        told("key_groups_changed", 3, key_groups=["laid_off"]),
    )
    [person] = training.store.read(lambda work: work.people.all({}))
    assert (person.region, person.key_groups) == ("532901", ("laid_off",))
