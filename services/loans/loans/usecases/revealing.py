"""The number of an applicant's paper in the clear, and never without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis import masking
from chassis.sealing.master import MasterKeys
from loans.domain.access_record import AccessRecord, Paper
from loans.sealing import open_evidence

if TYPE_CHECKING:
    from loans.store import LoansWork


def reveal_evidence(
    work: LoansWork, *, masters: MasterKeys, loan_id: str, reason: str | None = None
) -> Paper:
    """For the applicant, and for an officer or a bureau of the loan's region who checks the group.

    Raises LoanNotFound.
    """
    loan, actor = work.loans.within_reach(loan_id), work.actor
    work.readings.put(
        AccessRecord(
            reading_id=work.new_id(),
            person_id=loan.person_id,
            loan_id=loan_id,
            read_at=work.now,
            reader=actor.subject if actor else "-",
            role=actor.role if actor else "-",
            reason=reason and masking.numbers(reason),
        )
    )
    work.audit("reveal", reason=reason, person_id=loan.person_id, loan_id=loan_id)
    evidence = loan.application.group_evidence
    return Paper(
        loan_id=loan_id,
        kind=evidence.kind if evidence else None,
        reference=open_evidence(work, masters, loan),
    )
