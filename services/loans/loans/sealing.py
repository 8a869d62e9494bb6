"""Sealing what tells more of an applicant than a reviewer of the loan has to know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chassis.sealing.master import MasterKeys
from chassis.sealing.safe import Safe, Shredded
from loans.domain.application import Application

if TYPE_CHECKING:
    from loans.domain.loan import Loan
    from loans.store import LoansWork


def seal_evidence(
    work: LoansWork, masters: MasterKeys, person_id: str, loan_id: str, asked: Application
) -> Application:
    """The application with the number of its paper sealed under the applicant's key."""
    if asked.group_evidence is None:
        return asked
    safe = Safe(masters, work.keys, work.now)
    safe.own(person_id)
    sealed = safe.seal(asked.group_evidence.reference, owner=person_id, field=_field(loan_id))
    return replace(asked, group_evidence=replace(asked.group_evidence, reference=sealed))


def open_evidence(work: LoansWork, masters: MasterKeys, loan: Loan) -> str | None:
    """The number of the paper; None where the application names none, and once the applicant is
    erased."""
    evidence = loan.application.group_evidence
    if evidence is None:
        return None
    safe = Safe(masters, work.keys, work.now)
    try:
        return safe.open(evidence.reference, owner=loan.person_id, field=_field(loan.loan_id))
    except Shredded:
        return None


def _field(loan_id: str) -> str:
    return f"evidence of {loan_id}"
