"""What banks report by event: the same steps, but what comes too soon waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chassis.domain import Early, Event
from loans.domain.loan import Loan
from loans.errors import ContractNotSigned, NotDisbursed
from loans.usecases.access import await_recommendation
from loans.usecases.lending import disburse_loan, record_repayment

if TYPE_CHECKING:
    from loans.store import LoansWork

DISBURSEMENT_REPORTED = "yunling.partners.disbursement.reported.v1"
REPAYMENT_REPORTED = "yunling.partners.repayment.reported.v1"


def book_reports(work: LoansWork, events: Sequence[Event]) -> None:
    """Book a batch of reports, disbursements first: fewer repayments have to wait then.

    A bank reports on its own loans: for any other there is no loan. Raises Early for a report that
    came before its predecessor, and the refusals of disburse_loan
    and record_repayment for one that can never fit.
    """
    ids = list({event.data["loan_id"] for event in events})
    work.loans.all({"loan_id": {"$in": ids}}, limit=len(ids))  # one reading for all of them
    for event in work.handling(events):
        if event.type == DISBURSEMENT_REPORTED:
            _report_disbursement(work, **event.data)
    for event in work.handling(events):
        if event.type == REPAYMENT_REPORTED:
            _report_repayment(work, **event.data)


def _report_disbursement(work: LoansWork, **report: Any) -> Loan:
    await_recommendation(work, report["loan_id"])
    try:
        return disburse_loan(work, **report)
    except ContractNotSigned as early:
        raise Early("contract_signed") from early


def _report_repayment(work: LoansWork, **report: Any) -> Loan:
    await_recommendation(work, report["loan_id"])
    try:
        return record_repayment(work, **report)
    except NotDisbursed as early:
        raise Early("disbursed") from early
