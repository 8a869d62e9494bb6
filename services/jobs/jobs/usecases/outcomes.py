"""What came of a visit: an intention on a post, a hire."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jobs.domain.post import Post
from jobs.domain.registration import Registration
from jobs.errors import RegistrationNotFound

if TYPE_CHECKING:
    from jobs.store import JobsWork


def reach_intention(work: JobsWork, *, registration_id: str, post_id: str) -> Registration:
    registration, post = _visit(work, registration_id, post_id)
    return work.registrations.save(*registration.reach_intention(post))


def record_hire(
    work: JobsWork, *, registration_id: str, post_id: str, hired_on: date
) -> Registration:
    registration, post = _visit(work, registration_id, post_id)
    return work.registrations.save(*registration.be_hired(post, hired_on, work.today))


def _visit(work: JobsWork, registration_id: str, post_id: str) -> tuple[Registration, Post]:
    """A registration and the post that it came to, for the post's employer or an officer of the
    fair's region; the post may be for work elsewhere."""
    registration = work.registrations.get(registration_id)
    post = work.posts.get(post_id)
    if not work.reach.holds(region=registration.region, employer_id=post.employer_id):
        raise RegistrationNotFound(registration_id=registration_id)
    return registration, post
