"""What the applicant does: ask, ask again, step back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chassis.domain import Invalid
from chassis.domain.regions import COUNTIES
from chassis.sealing.master import MasterKeys
from loans.domain.application import Application, check_consents
from loans.domain.loan import OPEN, Loan
from loans.domain.review import resubmit
from loans.errors import ApplicationAlreadyOpen, DateInFuture, PersonNotKnown
from loans.sealing import seal_evidence
from loans.usecases.guaranteeing import carry

if TYPE_CHECKING:
    from loans.store import LoansWork


def apply_for_loan(
    work: LoansWork,
    *,
    masters: MasterKeys,
    person_id: str,
    consents: Mapping[str, bool],
    application: Application,
    region: str | None = None,
) -> Loan:
    """A person asks for a loan, in the county given or where the person lives.

    Raises PersonNotKnown, RegionNotYours, ConsentMissing, Invalid, DateInFuture and
    ApplicationAlreadyOpen.
    """
    person = work.people.get(person_id)
    county = region or person.region
    work.reach.must_lie(county)
    if not work.reach.holds(region=county, person_id=person_id):
        raise PersonNotKnown(person_id=person_id)
    check_consents(consents)
    if county not in COUNTIES:
        raise Invalid({"region": ["Not a county of Yunnan."]})
    applied_on = application.applied_on
    if applied_on is not None and applied_on > work.today:
        raise DateInFuture(field="applied_on", day=applied_on.isoformat())
    before = work.loans.first({"person_id": person_id, "open_key": OPEN})
    if before is not None:
        raise ApplicationAlreadyOpen(loan_id=before.loan_id, state=before.state.value)
    loan_id = work.new_id()
    loan = Loan(
        loan_id=loan_id,
        person_id=person_id,
        region=county,
        key_groups=person.key_groups,
        application=seal_evidence(work, masters, person_id, loan_id, application),
        consented_at=work.now,
    )
    return work.loans.add(loan, loan.submitted())


def resubmit_loan(
    work: LoansWork, *, masters: MasterKeys, loan_id: str, changes: Mapping[str, Any]
) -> Loan:
    """The applicant submits a returned application again, with the parts that changed."""
    loan = work.loans.within_reach(loan_id)
    changed = replace(loan.application, **changes)
    if "group_evidence" in changes:
        changed = seal_evidence(work, masters, loan.person_id, loan_id, changed)
    again, resubmitted = resubmit(loan, changed)
    return work.loans.save(again, resubmitted)


def withdraw_loan(work: LoansWork, *, loan_id: str) -> Loan:
    """The applicant steps back before the money has moved."""
    loan = work.loans.within_reach(loan_id)
    gone, withdrawn = loan.withdraw()
    carry(work, loan, gone)
    return work.loans.save(gone, withdrawn)
