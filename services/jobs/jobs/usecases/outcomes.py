"""What came of a visit: an intention on a post, a hire."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jobs.domain.registration import Registration
from jobs.usecases.access import visit_of

if TYPE_CHECKING:
    from jobs.store import JobsWork


def reach_intention(work: JobsWork, *, registration_id: str, post_id: str) -> Registration:
    registration, post = visit_of(work, registration_id, post_id)
    return work.registrations.save(*registration.reach_intention(post))


def record_hire(
    work: JobsWork, *, registration_id: str, post_id: str, hired_on: date
) -> Registration:
    registration, post = visit_of(work, registration_id, post_id)
    return work.registrations.save(*registration.be_hired(post, hired_on, work.today))
