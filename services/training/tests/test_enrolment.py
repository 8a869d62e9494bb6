"""Quota, waiting list and cancellation."""

import pytest

from training import errors, events, usecases
from training.domain.enrolment import EnrolmentState


def test_a_full_class_puts_the_next_persons_on_the_waiting_list_in_their_order(training):
    training.know("p1", "p2", "p3")
    skill_class = training.a_class(quota=1)
    assert training.enrol(skill_class, "p1").state is EnrolmentState.CONFIRMED
    assert training.enrol(skill_class, "p2").position == 1
    assert training.enrol(skill_class, "p3").position == 2
    assert [e.position for e in training.published(events.EnrolmentWaitlisted)] == [1, 2]


def test_a_group_of_requests_never_overbooks(training):
    people = [f"p{n}" for n in range(50)]
    training.know(*people)
    skill_class = training.a_class(quota=20)
    outcomes = training.enrol_together(skill_class.class_id, people)
    states = [outcome.state for outcome in outcomes]
    assert states == [EnrolmentState.CONFIRMED] * 20 + [EnrolmentState.WAITLISTED] * 30


def test_a_refused_request_of_a_group_changes_nothing_for_the_others(training):
    training.know("p1")
    skill_class = training.a_class(quota=1)
    nobody, first, again = training.enrol_together(skill_class.class_id, ["nobody", "p1", "p1"])
    assert isinstance(nobody, errors.PersonNotKnown)
    assert first.state is EnrolmentState.CONFIRMED
    assert isinstance(again, errors.AlreadyEnrolled)


def test_an_unknown_class_is_not_found(training):
    training.know("p1")
    [refused] = training.enrol_together("none", ["p1"])
    assert isinstance(refused, errors.ClassNotFound)


def test_a_cancelled_seat_goes_to_the_first_who_waits(training):
    training.know("p1", "p2", "p3")
    skill_class = training.a_class(quota=1)
    first, second, third = (training.enrol(skill_class, p) for p in ("p1", "p2", "p3"))
    training.store.commit(usecases.cancel_enrolment, enrolment_id=first.enrolment_id)
    [promoted] = training.published(events.EnrolmentPromoted)
    assert promoted.enrolment_id == second.enrolment_id
    waiting = training.store.read(usecases.get_enrolment, enrolment_id=third.enrolment_id)
    assert waiting.state is EnrolmentState.WAITLISTED


def test_who_leaves_the_waiting_list_promotes_nobody(training):
    training.know("p1", "p2")
    skill_class = training.a_class(quota=1)
    training.enrol(skill_class, "p1")
    waiting = training.enrol(skill_class, "p2")
    training.store.commit(usecases.cancel_enrolment, enrolment_id=waiting.enrolment_id)
    assert training.published(events.EnrolmentPromoted) == []


def test_who_has_cancelled_may_enrol_again_under_the_same_enrolment(training):
    training.know("p1")
    skill_class = training.a_class()
    first = training.enrol(skill_class, "p1")
    training.store.commit(usecases.cancel_enrolment, enrolment_id=first.enrolment_id)
    again = training.enrol(skill_class, "p1")
    assert again.enrolment_id == first.enrolment_id
    assert again.state is EnrolmentState.CONFIRMED
    assert again.version == 3


def test_a_cancelled_enrolment_cannot_be_cancelled_again(training):
    training.know("p1")
    enrolment = training.enrol(training.a_class(), "p1")
    training.store.commit(usecases.cancel_enrolment, enrolment_id=enrolment.enrolment_id)
    with pytest.raises(errors.EnrolmentNotActive):
        training.store.commit(usecases.cancel_enrolment, enrolment_id=enrolment.enrolment_id)


def test_closing_a_class_releases_whoever_still_waits_and_takes_no_more(training):
    training.know("p1", "p2", "p3")
    skill_class = training.a_class(quota=1)
    seated = training.enrol(skill_class, "p1")
    training.enrol(skill_class, "p2")
    training.hold(skill_class, 3, 8, seated)
    training.store.commit(usecases.close_class, class_id=skill_class.class_id)
    [released] = training.published(events.EnrolmentCancelled)
    assert (released.person_id, released.reason) == ("p2", "class_closed")
    with pytest.raises(errors.ClassIsClosed):
        training.enrol(skill_class, "p3")
