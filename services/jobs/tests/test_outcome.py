from datetime import date, timedelta

import pytest

from jobs.errors import (
    DateInFuture,
    HiredBeforeFair,
    IntentionAlreadyReached,
    IntentionNotReached,
    PostNotAtFair,
    PostWithdrawn,
    RegistrationInWrongState,
    RegistrationNotFound,
)
from jobs.events import RegistrationHired, RegistrationIntentionReached
from jobs.usecases import outcomes, posts

DAY = date(2025, 3, 8)


@pytest.fixture
def visit(jobs):
    """An attended registration and a post of the fair."""
    fair_id = jobs.fair()
    attended = jobs.checks_in(fair_id, jobs.person("p1", "laid_off"))
    return {
        "registration_id": attended.registration_id,
        "post_id": jobs.post(fair_id, jobs.employer()),
    }


def test_an_intention_names_the_post_and_its_employer(jobs, visit):
    jobs.does(outcomes.reach_intention, **visit)
    [reached] = jobs.published(RegistrationIntentionReached)
    assert reached.post_id == visit["post_id"]
    assert reached.key_groups == ("laid_off",)


def test_the_same_intention_is_reached_once_and_others_beside_it(jobs, visit):
    jobs.does(outcomes.reach_intention, **visit)
    with pytest.raises(IntentionAlreadyReached):
        jobs.does(outcomes.reach_intention, **visit)
    attended = jobs.published(RegistrationIntentionReached)[0]
    second = jobs.post(attended.fair_id, jobs.employer())
    jobs.does(outcomes.reach_intention, **{**visit, "post_id": second})
    assert len(jobs.published(RegistrationIntentionReached)) == 2


def test_only_who_was_there_reaches_an_intention(jobs, visit):
    fair_id = jobs.fair("published")
    [registered] = jobs.registers(fair_id, "p1")
    with pytest.raises(RegistrationInWrongState):
        jobs.does(
            outcomes.reach_intention,
            registration_id=registered.registration_id,
            post_id=visit["post_id"],
        )


@pytest.mark.parametrize("fair", ["none", "another"])
def test_the_post_was_offered_at_that_fair(jobs, visit, fair):
    fair_id = None if fair == "none" else jobs.fair()
    elsewhere = jobs.post(fair_id, jobs.employer())
    with pytest.raises(PostNotAtFair):
        jobs.does(outcomes.reach_intention, **{**visit, "post_id": elsewhere})


def test_a_withdrawn_post_takes_no_intention_but_its_intention_can_become_a_hire(jobs, visit):
    jobs.does(outcomes.reach_intention, **visit)
    jobs.does(posts.withdraw_post, post_id=visit["post_id"])
    fair_id = jobs.published(RegistrationIntentionReached)[0].fair_id
    other = jobs.checks_in(fair_id, jobs.person("p2"))
    with pytest.raises(PostWithdrawn):
        jobs.does(
            outcomes.reach_intention,
            registration_id=other.registration_id,
            post_id=visit["post_id"],
        )
    jobs.does(outcomes.record_hire, **visit, hired_on=DAY)
    assert jobs.published(RegistrationHired)[0].hired_on == DAY


def test_an_intention_of_another_employer_s_post_is_none_of_one_s_business(jobs, visit):
    jobs.acting("employer", employer_id=jobs.employer())
    with pytest.raises(RegistrationNotFound):
        jobs.does(outcomes.reach_intention, **visit)


def test_a_hire_follows_an_intention_once(jobs, visit):
    with pytest.raises(RegistrationInWrongState):
        jobs.does(outcomes.record_hire, **visit, hired_on=DAY)
    jobs.does(outcomes.reach_intention, **visit)
    with pytest.raises(IntentionNotReached):
        jobs.does(
            outcomes.record_hire,
            registration_id=visit["registration_id"],
            post_id=jobs.post(None, jobs.employer()),
            hired_on=DAY,
        )
    jobs.does(outcomes.record_hire, **visit, hired_on=DAY)
    with pytest.raises(RegistrationInWrongState):
        jobs.does(outcomes.record_hire, **visit, hired_on=DAY)


def test_nobody_is_hired_before_the_fair_or_in_the_future(jobs, visit):
    jobs.does(outcomes.reach_intention, **visit)
    with pytest.raises(HiredBeforeFair):
        jobs.does(outcomes.record_hire, **visit, hired_on=DAY - timedelta(days=1))
    with pytest.raises(DateInFuture):
        jobs.does(outcomes.record_hire, **visit, hired_on=DAY + timedelta(days=1))
