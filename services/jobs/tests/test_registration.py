import pytest

from chassis.domain import Refusal
from jobs.domain.registration import RegistrationState
from jobs.errors import (
    AlreadyRegistered,
    FairInWrongState,
    FairNotFound,
    PersonNotKnown,
    RegistrationInWrongState,
    RegistrationNotFound,
)
from jobs.events import (
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationPromoted,
    RegistrationWaitlisted,
)
from jobs.usecases import fairs, registrations


def people(jobs, number):
    return [jobs.person(f"person-{n:03}") for n in range(1, number + 1)]


def test_there_are_as_many_confirmed_as_seats_and_the_rest_wait_in_order(jobs):
    fair_id = jobs.fair("published", capacity=3)
    crowd = people(jobs, 7)
    answers = jobs.registers(fair_id, *crowd[:4]) + jobs.registers(fair_id, *crowd[4:])
    assert [one.state.value for one in answers] == ["confirmed"] * 3 + ["waiting"] * 4
    assert [one.position for one in answers] == [None] * 3 + [1, 2, 3, 4]
    assert (jobs.seats(fair_id).taken, jobs.seats(fair_id).waiting) == (3, 4)


def test_the_events_say_the_fair_s_region_and_the_person_s_groups(jobs):
    fair_id = jobs.fair("published", capacity=1)
    jobs.person("p1", "migrant", "hard_up")
    jobs.registers(fair_id, "p1", *people(jobs, 1))
    [confirmed] = jobs.published(RegistrationConfirmed)
    assert (confirmed.region, confirmed.key_groups) == ("530102", ("migrant", "hard_up"))
    assert confirmed.fair_title == "春风行动招聘会"
    assert jobs.published(RegistrationWaitlisted)[0].position == 1


def test_a_refused_one_does_not_disturb_the_others_of_its_group(jobs):
    fair_id = jobs.fair("published", capacity=5)
    one, other = people(jobs, 2)
    answers = jobs.registers(fair_id, one, "nobody", one, other)
    assert [type(answer).__name__ for answer in answers] == [
        "Registration",
        "PersonNotKnown",
        "AlreadyRegistered",
        "Registration",
    ]
    assert answers[2].facts["registration_id"] == answers[0].registration_id
    assert jobs.seats(fair_id).taken == 2


def test_nobody_registers_twice(jobs):
    fair_id = jobs.fair("published")
    jobs.registers(fair_id, *people(jobs, 1))
    [again] = jobs.registers(fair_id, "person-001")
    assert isinstance(again, AlreadyRegistered)
    assert again.facts["state"] == "confirmed"


@pytest.mark.parametrize(("state", "refused"), [("draft", True), ("open", False), ("closed", True)])
def test_a_fair_takes_registrations_from_publication_to_closing(jobs, state, refused):
    fair_id = jobs.fair(state)
    [answer] = jobs.registers(fair_id, *people(jobs, 1))
    assert isinstance(answer, FairInWrongState) is refused


def test_an_unknown_fair_and_an_unknown_person_are_refused(jobs):
    [answer] = jobs.registers("no-fair", *people(jobs, 1))
    assert isinstance(answer, FairNotFound)
    [answer] = jobs.registers(jobs.fair(), "nobody")
    assert isinstance(answer, PersonNotKnown)
    assert isinstance(answer, Refusal)


def test_a_cancelled_seat_goes_to_the_first_of_the_waiting_list(jobs):
    fair_id = jobs.fair("published", capacity=1)
    answers = jobs.registers(fair_id, *people(jobs, 3))
    jobs.cancels(answers[0])
    [promoted] = jobs.published(RegistrationPromoted)
    assert promoted.registration_id == answers[1].registration_id
    assert len(jobs.published(RegistrationCancelled)) == 1
    assert (jobs.seats(fair_id).taken, jobs.seats(fair_id).waiting) == (1, 1)


def test_leaving_the_waiting_list_promotes_nobody(jobs):
    fair_id = jobs.fair("published", capacity=1)
    answers = jobs.registers(fair_id, *people(jobs, 3))
    jobs.cancels(answers[1])
    assert jobs.published(RegistrationPromoted) == []
    assert (jobs.seats(fair_id).taken, jobs.seats(fair_id).waiting) == (1, 1)


def test_who_cancelled_may_register_again_at_the_end_of_the_list(jobs):
    fair_id = jobs.fair("published", capacity=1)
    answers = jobs.registers(fair_id, *people(jobs, 2))
    jobs.cancels(answers[0])
    [again] = jobs.registers(fair_id, "person-001")
    assert again.registration_id == answers[0].registration_id
    assert (again.state, again.position) == (RegistrationState.WAITING, 2)


def test_a_cancelled_registration_cannot_be_cancelled_again(jobs):
    [answer] = jobs.registers(jobs.fair("published"), *people(jobs, 1))
    jobs.cancels(answer)
    assert isinstance(jobs.cancels(answer), RegistrationInWrongState)


def test_a_closed_fair_gives_no_seat_back(jobs):
    fair_id = jobs.fair("open")
    [answer] = jobs.registers(fair_id, *people(jobs, 1))
    jobs.does(fairs.close_fair, fair_id=fair_id)
    assert isinstance(jobs.cancels(answer), FairInWrongState)


def test_a_worker_sees_the_own_registration_only(jobs):
    fair_id = jobs.fair("published")
    own, other = jobs.registers(fair_id, *people(jobs, 2))
    jobs.acting("worker", person_id="person-001")
    jobs.store.read(registrations.get_registration, registration_id=own.registration_id)
    with pytest.raises(RegistrationNotFound):
        jobs.store.read(registrations.get_registration, registration_id=other.registration_id)


def test_closing_and_cancelling_a_fair_touch_the_seats_that_registrations_compete_for(jobs):
    closed, cancelled = jobs.fair("closed"), jobs.fair("published")
    assert jobs.seats(cancelled).accepting
    jobs.does(fairs.cancel_fair, fair_id=cancelled, reason="暴雨")
    assert not jobs.seats(cancelled).accepting
    assert not jobs.seats(closed).accepting


def test_what_comes_to_the_desk_at_once_is_decided_in_turn(jobs):
    fair_id = jobs.fair("open", capacity=1)
    [holder] = jobs.registers(fair_id, *people(jobs, 3)[:1])
    day = holder.registered_at.date()
    waiting, cancelled, behind, entered, again = jobs.store.decide(
        jobs.asks("register", fair_id=fair_id, person_id="person-002"),
        jobs.asks("cancel", registration_id=holder.registration_id),
        jobs.asks("register", fair_id=fair_id, person_id="person-003"),
        jobs.asks("check_in", fair_id=fair_id, person_id="person-002", on=day),
        jobs.asks("cancel", registration_id=holder.registration_id),
    )
    assert (waiting.position, cancelled.state.value, behind.position) == (1, "cancelled", 2)
    assert (entered.registration_id, entered.walk_in) == (waiting.registration_id, False)
    assert isinstance(again, RegistrationInWrongState)
    assert (jobs.seats(fair_id).taken, jobs.seats(fair_id).waiting) == (1, 1)
