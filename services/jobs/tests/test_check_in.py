from datetime import date, timedelta

import pytest

from chassis.domain import Early
from jobs.errors import (
    CheckInOutsideDates,
    DateInFuture,
    FairInWrongState,
    FairNotFound,
    PersonNotKnown,
    VenueFull,
)
from jobs.events import RegistrationCheckedIn, RegistrationConfirmed
from jobs.usecases import fairs, people, programme, registrations

DAY = date(2025, 3, 8)


def test_a_registered_person_is_checked_in_and_keeps_the_seat(jobs):
    fair_id = jobs.fair(capacity=1)
    jobs.registers(fair_id, jobs.person("p1", "migrant"))
    jobs.checks_in(fair_id, "p1")
    [checked_in] = jobs.published(RegistrationCheckedIn)
    assert (checked_in.person_id, checked_in.on, checked_in.mode) == ("p1", DAY, "on_site")
    assert (checked_in.walk_in, checked_in.key_groups) == (False, ("migrant",))
    assert jobs.seats(fair_id).taken == 1


def test_a_repeated_check_in_changes_nothing(jobs):
    fair_id = jobs.fair()
    first = jobs.checks_in(fair_id, jobs.person("p1"))
    assert jobs.checks_in(fair_id, "p1") == first
    jobs.reports(fair_id, "p1", "p1")
    assert len(jobs.published(RegistrationCheckedIn)) == 1


def test_who_walks_in_gets_a_registration_and_on_site_a_seat(jobs):
    on_site, online = jobs.fair(), jobs.fair(mode="online")
    for fair_id in (on_site, online):
        jobs.reports(fair_id, jobs.person("p1"), jobs.person("p2"))
    assert all(event.walk_in for event in jobs.published(RegistrationCheckedIn))
    assert jobs.published(RegistrationConfirmed) == []
    assert (jobs.seats(on_site).taken, jobs.seats(online).taken) == (2, 0)


def test_a_batch_with_the_same_person_twice_counts_once(jobs):
    fair_id = jobs.fair()
    jobs.reports(fair_id, *[jobs.person(p) for p in ("p1", "p2", "p1", "p3", "p2")])
    assert [event.person_id for event in jobs.published(RegistrationCheckedIn)] == [
        "p1",
        "p2",
        "p3",
    ]


def test_at_the_door_nobody_without_a_seat_enters_a_full_venue(jobs):
    fair_id = jobs.fair(capacity=1)
    jobs.registers(fair_id, jobs.person("holder"), jobs.person("waiting"))
    for person_id in ("waiting", jobs.person("walk-in")):
        assert isinstance(jobs.checks_in(fair_id, person_id), VenueFull)
    assert jobs.checks_in(fair_id, "holder").state.value == "attended"


def test_a_venue_s_report_is_recorded_even_above_capacity(jobs):
    fair_id = jobs.fair(capacity=1)
    jobs.reports(fair_id, *[jobs.person(p) for p in ("p1", "p2", "p3")])
    assert len(jobs.published(RegistrationCheckedIn)) == 3
    assert jobs.seats(fair_id).taken == 3


def test_a_seat_given_up_in_an_overfull_venue_promotes_nobody(jobs):
    fair_id = jobs.fair(capacity=1)
    holder, waiting = jobs.registers(fair_id, jobs.person("p1"), jobs.person("p2"))
    jobs.reports(fair_id, jobs.person("p3"))
    jobs.cancels(holder)
    still = jobs.store.read(registrations.get_registration, registration_id=waiting.registration_id)
    assert still.state.value == "waiting"


def test_who_waits_leaves_the_list_by_entering(jobs):
    fair_id = jobs.fair(capacity=1, mode="online")
    jobs.registers(fair_id, jobs.person("p1"), jobs.person("p2"))
    jobs.checks_in(fair_id, "p2")
    assert (jobs.seats(fair_id).taken, jobs.seats(fair_id).waiting) == (1, 0)
    assert not jobs.published(RegistrationCheckedIn)[0].walk_in


def test_who_cancelled_and_comes_all_the_same_is_a_walk_in(jobs):
    fair_id = jobs.fair()
    [registered] = jobs.registers(fair_id, jobs.person("p1"))
    jobs.cancels(registered)
    attended = jobs.checks_in(fair_id, "p1")
    assert attended.registration_id == registered.registration_id
    assert attended.walk_in


def test_a_closed_fair_takes_late_uploads_of_its_own_days(jobs):
    fair_id = jobs.fair("closed")
    jobs.later(days=20)
    jobs.reports(fair_id, jobs.person("p1"))
    with pytest.raises(CheckInOutsideDates):
        jobs.reports(fair_id, jobs.person("p2"), on=DAY + timedelta(days=1))
    assert len(jobs.published(RegistrationCheckedIn)) == 1


def test_nobody_is_checked_in_tomorrow(jobs):
    fair_id = jobs.fair(ends_on=DAY + timedelta(days=2))
    tomorrow = jobs.checks_in(fair_id, jobs.person("p1"), on=DAY + timedelta(days=1))
    assert isinstance(tomorrow, DateInFuture)


def test_the_door_refuses_what_it_does_not_know(jobs):
    assert isinstance(jobs.checks_in(jobs.fair(), "nobody"), PersonNotKnown)
    assert isinstance(jobs.checks_in("no-fair", jobs.person("p1")), FairNotFound)
    assert isinstance(jobs.checks_in(jobs.fair("published"), "p1"), FairInWrongState)


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_report_before_the_opening_waits(jobs, state):
    with pytest.raises(Early):
        jobs.reports(jobs.fair(state), jobs.person("p1"))


def test_a_report_about_a_person_not_known_yet_waits(jobs):
    with pytest.raises(Early):
        jobs.reports(jobs.fair(), "p1")


def test_a_report_that_can_never_fit_is_refused(jobs):
    with pytest.raises(FairNotFound):
        jobs.reports("no-fair", jobs.person("p1"))
    cancelled = jobs.fair("published")
    jobs.does(fairs.cancel_fair, fair_id=cancelled, reason="暴雨")
    with pytest.raises(FairInWrongState):
        jobs.reports(cancelled, "p1")


def test_news_about_a_person_are_applied_in_turn(jobs):
    news = [
        {"person_id": "p1", "region": "530102", "key_groups": ["migrant"]},
        {"person_id": "p1", "region": "530302"},
        {"person_id": "p1", "key_groups": ["migrant", "laid_off"]},
    ]
    jobs.store.deliver(people.learn_people, *[jobs.event(data) for data in news])
    known = jobs.store.read(lambda work: work.people.find("p1"))
    assert (known.region, known.key_groups) == ("530302", ("migrant", "laid_off"))


@pytest.mark.parametrize("change", [{"region": "530102"}, {"key_groups": []}])
def test_a_change_to_a_person_not_known_yet_waits(jobs, change):
    with pytest.raises(Early):
        jobs.store.deliver(people.learn_people, jobs.event({"person_id": "p1", **change}))


def test_the_programme_counts_closed_fairs_and_person_times_of_the_year(jobs):
    jobs.later(days=400)
    held, open_still = jobs.fair("closed"), jobs.fair("open")
    over_new_year = {"starts_on": DAY.replace(month=12, day=31), "ends_on": DAY.replace(2026, 1, 2)}
    late = jobs.fair("closed", **over_new_year)
    for fair_id in (held, open_still):
        jobs.reports(fair_id, jobs.person("p1"), jobs.person("p2"), "p1")
    jobs.reports(late, "p1", on=DAY.replace(2026, 1, 1))
    counted = {year: jobs.store.read(programme.count_programme, year=year) for year in (2025, 2026)}
    assert counted[2025] == {"fairs_held": 2, "fair_person_times": 4}
    assert counted[2026] == {"fairs_held": 0, "fair_person_times": 1}
