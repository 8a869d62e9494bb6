from decimal import Decimal

import pytest

from chassis.domain import Invalid
from jobs.errors import (
    EmployerNotFound,
    EmployerNotVerified,
    FairInWrongState,
    PostNotFound,
)
from jobs.errors import PostWithdrawn as AlreadyWithdrawn
from jobs.events import PostPublished, PostWithdrawn
from jobs.usecases import posts


def test_a_verified_employer_publishes_a_post_at_a_fair(jobs):
    fair_id, employer_id = jobs.fair(), jobs.employer()
    post_id = jobs.post(fair_id, employer_id, wage_min=Decimal("4500.00"))
    [published] = jobs.published(PostPublished)
    assert (published.post_id, published.fair_id, published.headcount) == (post_id, fair_id, 12)
    assert published.wage_min == Decimal("4500.00")


def test_a_post_may_be_offered_without_a_fair(jobs):
    jobs.post(None, jobs.employer())
    assert jobs.published(PostPublished)[0].fair_id is None


def test_an_employer_that_is_not_verified_offers_nothing(jobs):
    with pytest.raises(EmployerNotVerified):
        jobs.post(None, jobs.employer(verified=False))


def test_the_lowest_wage_is_not_above_the_highest(jobs):
    jobs.post(None, jobs.employer(), wage_min=Decimal(5000), wage_max=Decimal(5000))
    with pytest.raises(Invalid) as refused:
        jobs.post(None, jobs.employer(), wage_min=Decimal("5000.01"), wage_max=Decimal(5000))
    assert refused.value.facts["errors"] == {"wage_max": ["Must not be less than wage_min."]}


def test_a_closed_fair_takes_no_posts(jobs):
    with pytest.raises(FairInWrongState):
        jobs.post(jobs.fair("closed"), jobs.employer())


def test_a_post_is_withdrawn_once(jobs):
    post_id = jobs.post(None, jobs.employer())
    jobs.does(posts.withdraw_post, post_id=post_id)
    assert len(jobs.published(PostWithdrawn)) == 1
    with pytest.raises(AlreadyWithdrawn):
        jobs.does(posts.withdraw_post, post_id=post_id)


def test_an_employer_acts_for_itself_only(jobs):
    own, other = jobs.employer(), jobs.employer()
    post_id = jobs.post(None, other)
    jobs.acting("employer", employer_id=own)
    with pytest.raises(EmployerNotFound):
        jobs.post(None, other)
    with pytest.raises(PostNotFound):
        jobs.does(posts.withdraw_post, post_id=post_id)


def test_posts_are_listed_by_fair_and_region(jobs):
    fair_id, employer_id = jobs.fair(), jobs.employer()
    at_fair, alone = jobs.post(fair_id, employer_id), jobs.post(None, employer_id, region="530302")
    by_fair = jobs.store.read(posts.list_posts, fair_id=fair_id)
    by_region = jobs.store.read(posts.list_posts, region="530300")
    assert [row.post_id for row in by_fair.rows] == [at_fair]
    assert [row.post_id for row in by_region.rows] == [alone]
