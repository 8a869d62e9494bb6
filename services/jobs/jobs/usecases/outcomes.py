"""What came of a visit: an intention on a post, a hire."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jobs.domain.registration import Registration
from jobs.usecases.access import post_of

if TYPE_CHECKING:
    from jobs.store import JobsWork


def reach_intention(work: JobsWork, *, registration_id: str, post_id: str) -> Registration:
    registration = work.registrations.get(registration_id)
    return work.registrations.save(*registration.reach_intention(post_of(work, post_id)))


def record_hire(
    work: JobsWork, *, registration_id: str, post_id: str, hired_on: date
) -> Registration:
    registration = work.registrations.get(registration_id)
    hired = registration.be_hired(post_of(work, post_id), hired_on, work.today)
    return work.registrations.save(*hired)
