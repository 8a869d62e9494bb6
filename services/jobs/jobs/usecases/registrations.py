"""Reading registrations. Admissions make and change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.domain import Page
from jobs.domain.registration import Registration
from jobs.usecases.listing import wanted

if TYPE_CHECKING:
    from jobs.store import JobsWork


def get_registration(work: JobsWork, *, registration_id: str) -> Registration:
    """Raises RegistrationNotFound, for one that is out of reach too."""
    return work.registrations.within_reach(registration_id)


def list_registrations(
    work: JobsWork,
    *,
    fair_id: str,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Registration]:
    """Those of a fair, newest first. Raises FairNotFound."""
    chosen = wanted(work, fair_id=fair_id, state=state)
    found: Page[Registration] = work.registrations.page(chosen, cursor, limit)
    if not found.rows:
        work.fairs.within_reach(fair_id)
    return found
