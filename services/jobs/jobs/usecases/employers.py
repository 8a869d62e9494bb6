"""Employers: registered by themselves or an officer, verified by an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.domain import Page
from jobs.domain import credit_code as codes
from jobs.domain.employer import Employer
from jobs.errors import EmployerAlreadyRegistered
from jobs.usecases.listing import wanted

if TYPE_CHECKING:
    from jobs.store import JobsWork


def register_employer(
    work: JobsWork, *, name: str, credit_code: str, region: str, contact: str
) -> Employer:
    """Raises Invalid, RegionNotYours, EmployerAlreadyRegistered."""
    work.reach.must_lie(region)
    employer, registered = Employer.register(
        employer_id=work.new_id(),
        name=name,
        code=codes.normalised(credit_code),
        region_code=region,
        contact=contact,
        at=work.now,
    )
    known = work.employers.first({"credit_code": employer.credit_code})
    if known:
        raise EmployerAlreadyRegistered(employer_id=known.employer_id)
    return work.employers.add(employer, registered)


def verify_employer(
    work: JobsWork, *, employer_id: str, verdict: str, reason: str | None = None
) -> Employer:
    """`verdict` is verified or rejected; a rejection says its `reason`."""
    employer = work.employers.within_reach(employer_id)
    if verdict == "verified":
        return work.employers.save(*employer.verify(at=work.now))
    return work.employers.save(*employer.reject(reason or "", at=work.now))


def get_employer(work: JobsWork, *, employer_id: str) -> Employer:
    return work.employers.within_reach(employer_id)


def list_employers(
    work: JobsWork,
    *,
    region: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Employer]:
    return work.employers.page(wanted(work, region=region, state=state), cursor, limit)
