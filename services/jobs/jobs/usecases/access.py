"""Which records a caller may touch. What is out of reach is answered as if it did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.domain.employer import Employer
from jobs.domain.fair import Fair
from jobs.domain.post import Post
from jobs.domain.registration import Registration
from jobs.errors import EmployerNotFound, FairNotFound, PostNotFound, RegistrationNotFound

if TYPE_CHECKING:
    from jobs.store import JobsWork


def fair_of(work: JobsWork, fair_id: str) -> Fair:
    """The fair, for an officer of its region."""
    fair: Fair = work.fairs.get(fair_id)
    if not work.reach.holds(region=fair.region):
        raise FairNotFound(fair_id=fair_id)
    return fair


def employer_of(work: JobsWork, employer_id: str) -> Employer:
    """The employer, for itself or an officer of its region."""
    employer: Employer = work.employers.get(employer_id)
    if not work.reach.holds(region=employer.region, employer_id=employer_id):
        raise EmployerNotFound(employer_id=employer_id)
    return employer


def registration_of(work: JobsWork, registration_id: str) -> Registration:
    """The registration, for its person or an officer of the fair's region."""
    registration: Registration = work.registrations.get(registration_id)
    if not work.reach.holds(region=registration.region, person_id=registration.person_id):
        raise RegistrationNotFound(registration_id=registration_id)
    return registration


def post_of(work: JobsWork, post_id: str) -> Post:
    """The post, for its employer or an officer of its region."""
    post: Post = work.posts.get(post_id)
    if not work.reach.holds(region=post.region, employer_id=post.employer_id):
        raise PostNotFound(post_id=post_id)
    return post


def visit_of(work: JobsWork, registration_id: str, post_id: str) -> tuple[Registration, Post]:
    """A registration and the post that it came to, for the post's employer or an officer of the
    fair's region; the post may be for work elsewhere."""
    registration: Registration = work.registrations.get(registration_id)
    post: Post = work.posts.get(post_id)
    if not work.reach.holds(region=registration.region, employer_id=post.employer_id):
        raise RegistrationNotFound(registration_id=registration_id)
    return registration, post
