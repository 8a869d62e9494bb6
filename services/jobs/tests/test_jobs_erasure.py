"""What is left at the fairs of somebody who was erased."""

from __future__ import annotations

from dataclasses import replace

from jobs.domain.registration import RegistrationState
from jobs.errors import PersonNotKnown
from jobs.events import RegistrationCancelled, RegistrationPromoted
from jobs.usecases import people


def erased(jobs, person_id):
    told = jobs.event({"person_id": person_id})
    told = replace(told, type=people.PERSON_ERASED, source="/yunling/people")
    jobs.store.deliver(people.learn_people, told)


def test_a_seat_that_is_still_wanted_goes_to_the_first_who_waits(jobs):
    fair_id = jobs.fair("published", capacity=1)
    jobs.person("p1", "migrant")
    jobs.person("p2")
    jobs.registers(fair_id, "p1", "p2")
    for _ in range(2):
        erased(jobs, "p1")
    assert [one.person_id for one in jobs.published(RegistrationCancelled)] == ["p1"]
    assert [one.person_id for one in jobs.published(RegistrationPromoted)] == ["p2"]
    assert (jobs.seats(fair_id).taken, jobs.seats(fair_id).waiting) == (1, 0)


def test_who_was_erased_registers_no_more_and_key_groups_are_forgotten(jobs):
    fair_id = jobs.fair("published", capacity=1)
    jobs.person("p1", "migrant")
    erased(jobs, "p1")
    [answer] = jobs.registers(fair_id, "p1")
    assert isinstance(answer, PersonNotKnown)
    assert jobs.store.collections["people"]["p1"]["key_groups"] == []


def test_a_late_report_of_a_check_in_changes_nothing(jobs):
    fair_id = jobs.fair("open", capacity=1)
    jobs.person("p1")
    erased(jobs, "p1")
    jobs.reports(fair_id, "p1")
    assert not jobs.store.collections.get("registrations")


def test_a_fair_that_is_over_keeps_its_count(jobs):
    fair_id = jobs.fair("open", capacity=1)
    jobs.person("p1")
    jobs.reports(fair_id, "p1")
    erased(jobs, "p1")
    [kept] = jobs.store.collections["registrations"].values()
    assert kept["state"] == RegistrationState.ATTENDED.value


def test_somebody_unknown_is_nothing_to_erase(jobs):
    erased(jobs, "nobody")
    assert not jobs.store.collections.get("people")
