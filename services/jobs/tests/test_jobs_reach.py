"""Officers run the fairs of their region; employers and workers touch what is theirs."""

import pytest

from chassis.domain import RegionNotYours
from jobs.errors import (
    EmployerNotFound,
    FairNotFound,
    PostNotFound,
    RegistrationNotFound,
)
from jobs.usecases import employers, fairs, outcomes, posts, registrations

HERE, ELSEWHERE = "530102", "532901"
STEPS = {
    "publish_fair": {},
    "open_fair": {},
    "close_fair": {},
    "cancel_fair": {"reason": "暴雨"},
    "assign_booth": {"booth": "A1"},
}


@pytest.mark.parametrize("region", ["530103", "530300", ELSEWHERE])
@pytest.mark.parametrize("step", STEPS)
def test_a_fair_of_another_region_does_not_exist_for_an_officer(jobs, step, region):
    fair_id = jobs.fair("draft", region=HERE)
    more = {"employer_id": jobs.employer()} if step == "assign_booth" else {}
    jobs.acting("officer", region=region)
    with pytest.raises(FairNotFound):
        jobs.does(getattr(fairs, step), fair_id=fair_id, **more, **STEPS[step])


@pytest.mark.parametrize("region", [HERE, "530100", "530000"])
def test_an_officer_of_the_county_its_prefecture_or_the_province_runs_the_fair(jobs, region):
    jobs.acting("officer", region=region)
    fair_id = jobs.fair(region=HERE)
    [registration] = jobs.registers(fair_id, jobs.person("p1"))
    assert jobs.checks_in(fair_id, "p1").registration_id == registration.registration_id
    listed = jobs.store.read(registrations.list_registrations, fair_id=fair_id)
    assert len(listed.rows) == 1


def test_at_the_desk_of_another_regions_fair_there_is_no_fair(jobs):
    fair_id = jobs.fair(region=HERE)
    [registration] = jobs.registers(fair_id, jobs.person("p1"))
    jobs.acting("officer", region=ELSEWHERE)
    [refused] = jobs.registers(fair_id, jobs.person("p2"))
    assert isinstance(refused, FairNotFound)
    assert isinstance(jobs.checks_in(fair_id, "p1"), FairNotFound)
    assert isinstance(jobs.cancels(registration), RegistrationNotFound)
    with pytest.raises(FairNotFound):
        jobs.store.read(registrations.list_registrations, fair_id=fair_id)
    with pytest.raises(RegistrationNotFound):
        jobs.store.read(
            registrations.get_registration, registration_id=registration.registration_id
        )


def test_a_worker_takes_and_gives_up_no_seat_but_his_own(jobs):
    fair_id = jobs.fair(region=ELSEWHERE)
    jobs.person("p1"), jobs.person("p2")
    jobs.acting("worker", person_id="p1")
    [own, others] = jobs.registers(fair_id, "p1", "p2")
    assert own.person_id == "p1"
    assert isinstance(others, FairNotFound)
    jobs.acting("worker", person_id="p2")
    assert isinstance(jobs.cancels(own), RegistrationNotFound)


def test_nothing_is_made_in_another_region(jobs):
    employer_id = jobs.employer()
    jobs.acting("officer", region="530300")
    for make in (
        lambda: jobs.draft(region=HERE),
        lambda: jobs.employer(verified=False),
        lambda: jobs.post(None, employer_id, region=HERE),
    ):
        with pytest.raises(RegionNotYours):
            make()


def test_an_employer_is_seen_verified_and_listed_in_its_region(jobs):
    employer_id = jobs.employer(verified=False)
    jobs.acting("officer", region=ELSEWHERE)
    with pytest.raises(EmployerNotFound):
        jobs.store.read(employers.get_employer, employer_id=employer_id)
    with pytest.raises(EmployerNotFound):
        jobs.does(employers.verify_employer, employer_id=employer_id, verdict="verified")
    assert jobs.store.read(employers.list_employers).rows == []
    jobs.acting("officer", region="530100")
    assert len(jobs.store.read(employers.list_employers).rows) == 1


def test_a_post_is_withdrawn_by_its_employer_or_in_its_region(jobs):
    employer_id = jobs.employer()
    post_id = jobs.post(None, employer_id)
    for role, own in (("officer", {"region": ELSEWHERE}), ("employer", {"employer_id": "other"})):
        jobs.acting(role, **own)
        with pytest.raises(PostNotFound):
            jobs.does(posts.withdraw_post, post_id=post_id)
    jobs.acting("employer", employer_id=employer_id)
    assert jobs.does(posts.withdraw_post, post_id=post_id)


def test_an_officer_of_the_fair_records_a_hire_for_work_elsewhere(jobs):
    fair_id = jobs.fair(region=HERE)
    attended = jobs.checks_in(fair_id, jobs.person("p1"))
    visit = {
        "registration_id": attended.registration_id,
        "post_id": jobs.post(fair_id, jobs.employer(), region=ELSEWHERE),
    }
    jobs.acting("officer", region=ELSEWHERE)
    with pytest.raises(RegistrationNotFound):
        jobs.does(outcomes.reach_intention, **visit)
    jobs.acting("officer", region=HERE)
    assert jobs.does(outcomes.reach_intention, **visit)
