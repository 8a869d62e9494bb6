"""Reading registrations. The desk of the fair makes and changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.work import Page
from jobs.domain.registration import Registration
from jobs.usecases.access import registration_of

if TYPE_CHECKING:
    from jobs.store import JobsWork


def get_registration(work: JobsWork, *, registration_id: str) -> Registration:
    """Raises RegistrationNotFound, for a worker about anybody else's too."""
    return registration_of(work, registration_id)


def list_registrations(
    work: JobsWork,
    *,
    fair_id: str,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Registration]:
    chosen = {"fair_id": fair_id} | ({"state": state} if state else {})
    found: Page[Registration] = work.registrations.page(chosen, cursor, limit)
    if not found.rows:
        work.fairs.get(fair_id)
    return found
