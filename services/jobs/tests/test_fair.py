from datetime import date, timedelta

import pytest

from chassis.domain import Invalid
from jobs.errors import (
    BoothAlreadyAssigned,
    BoothsExhausted,
    BoothTaken,
    EmployerNotVerified,
    FairInWrongState,
    FairNotStarted,
    FairPapersMissing,
    PermitMissing,
)
from jobs.events import FairBoothAssigned, FairCancelled, FairClosed, FairOpened, FairPublished
from jobs.usecases import fairs

DAY = date(2025, 3, 8)


def test_a_fair_goes_from_draft_over_published_and_open_to_closed(jobs):
    fair_id = jobs.fair("closed")
    assert [len(jobs.published(event)) for event in (FairPublished, FairOpened, FairClosed)] == [
        1,
        1,
        1,
    ]
    assert jobs.published(FairClosed)[0].starts_on == DAY
    assert jobs.store.read(fairs.get_fair, fair_id=fair_id).version == 4


def test_a_fair_that_ends_before_it_starts_and_is_nowhere_is_told_both(jobs):
    with pytest.raises(Invalid) as refused:
        jobs.draft(ends_on=DAY - timedelta(days=1), region="539999")
    assert set(refused.value.facts["errors"]) == {"ends_on", "region"}


def test_an_on_site_fair_needs_its_three_plans_before_it_is_published(jobs):
    fair_id = jobs.draft(security_plan_reference=None, plan_reference=None).fair_id
    with pytest.raises(FairPapersMissing) as refused:
        jobs.does(fairs.publish_fair, fair_id=fair_id)
    assert refused.value.facts["missing"] == ["plan_reference", "security_plan_reference"]


def test_publication_may_bring_the_missing_papers(jobs):
    fair_id = jobs.draft(security_plan_reference=None).fair_id
    published = jobs.does(fairs.publish_fair, fair_id=fair_id, security_plan_reference="s-2")
    assert published.papers.security_plan_reference == "s-2"
    assert published.papers.plan_reference == "plan-1"


@pytest.mark.parametrize("size", [{"capacity": 1000}, {"capacity": 999, "expected": 1000}])
def test_an_on_site_fair_for_a_thousand_needs_a_permit(jobs, size):
    fair_id = jobs.draft(**size).fair_id
    with pytest.raises(PermitMissing):
        jobs.does(fairs.publish_fair, fair_id=fair_id)
    jobs.does(fairs.publish_fair, fair_id=fair_id, permit_reference="permit-7")


def test_an_online_fair_needs_neither_plans_nor_permit(jobs):
    jobs.fair("published", mode="online", capacity=5000, plan_reference=None)


def test_a_fair_for_999_needs_no_permit(jobs):
    jobs.fair("published", capacity=999)


def test_a_fair_does_not_open_before_its_first_day(jobs):
    fair_id = jobs.fair("published", starts_on=DAY + timedelta(days=1), ends_on=DAY + timedelta(2))
    with pytest.raises(FairNotStarted):
        jobs.does(fairs.open_fair, fair_id=fair_id)
    jobs.later(days=1)
    jobs.does(fairs.open_fair, fair_id=fair_id)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_fair_that_has_opened_cannot_be_cancelled(jobs, state):
    fair_id = jobs.fair(state)
    with pytest.raises(FairInWrongState) as refused:
        jobs.does(fairs.cancel_fair, fair_id=fair_id, reason="暴雨")
    assert refused.value.facts["needed"] == ["draft", "published"]


def test_a_cancellation_says_its_reason(jobs):
    fair_id = jobs.fair("published")
    jobs.does(fairs.cancel_fair, fair_id=fair_id, reason="暴雨")
    assert jobs.published(FairCancelled)[0].reason == "暴雨"


@pytest.mark.parametrize("step", [fairs.publish_fair, fairs.open_fair, fairs.close_fair])
def test_no_step_is_taken_twice(jobs, step):
    fair_id = jobs.fair("closed")
    with pytest.raises(FairInWrongState):
        jobs.does(step, fair_id=fair_id)


def test_a_legal_entity_has_one_booth_and_a_booth_one_legal_entity(jobs):
    fair_id = jobs.fair("published")
    one, other = jobs.employer(), jobs.employer()
    jobs.does(fairs.assign_booth, fair_id=fair_id, employer_id=one, booth="A01")
    with pytest.raises(BoothAlreadyAssigned) as refused:
        jobs.does(fairs.assign_booth, fair_id=fair_id, employer_id=one, booth="A02")
    assert refused.value.facts["booth"] == "A01"
    with pytest.raises(BoothTaken):
        jobs.does(fairs.assign_booth, fair_id=fair_id, employer_id=other, booth="A01")
    assert jobs.published(FairBoothAssigned) == [
        FairBoothAssigned(fair_id=fair_id, employer_id=one, booth="A01")
    ]


def test_there_are_no_more_booths_than_the_fair_has(jobs):
    fair_id = jobs.fair("published", booths=1)
    jobs.does(fairs.assign_booth, fair_id=fair_id, employer_id=jobs.employer(), booth="A01")
    with pytest.raises(BoothsExhausted):
        jobs.does(fairs.assign_booth, fair_id=fair_id, employer_id=jobs.employer(), booth="A02")


def test_an_employer_that_is_not_verified_gets_no_booth(jobs):
    employer_id = jobs.employer(verified=False)
    with pytest.raises(EmployerNotVerified):
        jobs.does(
            fairs.assign_booth, fair_id=jobs.fair("draft"), employer_id=employer_id, booth="A01"
        )
