"""Whose record this is. Another's is answered as if it did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.actor import Actor
from jobs.domain.post import Post
from jobs.domain.registration import Registration
from jobs.errors import EmployerNotFound, PostNotFound, RegistrationNotFound

if TYPE_CHECKING:
    from jobs.store import JobsWork


def registration_of(work: JobsWork, registration_id: str) -> Registration:
    """The registration, unless the caller is a worker and it is another's."""
    registration = work.registrations.get(registration_id)
    caller = work.actor
    if caller and caller.role == "worker" and caller.person_id != registration.person_id:
        raise RegistrationNotFound(registration_id=registration_id)
    return registration


def post_of(work: JobsWork, post_id: str) -> Post:
    """The post, unless the caller is an employer and it is another's."""
    post = work.posts.get(post_id)
    if _is_another_employer(work.actor, post.employer_id):
        raise PostNotFound(post_id=post_id)
    return post


def must_be_own(work: JobsWork, employer_id: str) -> None:
    """An employer acts for itself only; an officer for any."""
    if _is_another_employer(work.actor, employer_id):
        raise EmployerNotFound(employer_id=employer_id)


def _is_another_employer(caller: Actor | None, employer_id: str) -> bool:
    return caller is not None and caller.role == "employer" and caller.employer_id != employer_id
