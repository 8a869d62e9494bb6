"""Posts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chassis.domain import Page
from jobs.domain.fair import FairState
from jobs.domain.post import Post
from jobs.errors import EmployerNotFound
from jobs.usecases.listing import wanted

if TYPE_CHECKING:
    from jobs.store import JobsWork


def publish_post(
    work: JobsWork,
    *,
    employer_id: str,
    title: str,
    trade: str,
    headcount: int,
    region: str,
    wage_min: Decimal,
    wage_max: Decimal,
    requirements: str,
    duties: str,
    workplace: str,
    fair_id: str | None = None,
) -> Post:
    """Only a verified employer offers posts; a fair takes them until it closes.

    An employer offers its own, an officer those of the own region. Raises RegionNotYours.
    """
    work.reach.must_lie(region)
    if not work.reach.holds(region=region, employer_id=employer_id):
        raise EmployerNotFound(employer_id=employer_id)
    work.employers.get(employer_id).must_be_verified()
    if fair_id is not None:
        fair = work.fairs.get(fair_id)
        fair.must_be(FairState.DRAFT, FairState.PUBLISHED, FairState.OPEN)
    post, published = Post.publish(
        post_id=work.new_id(),
        employer_id=employer_id,
        fair_id=fair_id,
        title=title,
        trade=trade,
        headcount=headcount,
        region=region,
        wage_min=wage_min,
        wage_max=wage_max,
        requirements=requirements,
        duties=duties,
        workplace=workplace,
        published_at=work.now,
    )
    return work.posts.add(post, published)


def withdraw_post(work: JobsWork, *, post_id: str) -> Post:
    return work.posts.save(*work.posts.within_reach(post_id).withdraw())


def get_post(work: JobsWork, *, post_id: str) -> Post:
    return work.posts.get(post_id)


def list_posts(
    work: JobsWork,
    *,
    fair_id: str | None = None,
    employer_id: str | None = None,
    region: str | None = None,
    trade: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Post]:
    chosen = wanted(
        work, region=region, fair_id=fair_id, employer_id=employer_id, trade=trade, state=state
    )
    return work.posts.page(chosen, cursor, limit)
