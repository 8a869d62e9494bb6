"""What banks report by event: the same steps, but what comes too soon waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.errors import Early
from loans.domain.loan import Loan
from loans.errors import ContractNotSigned, NotDisbursed
from loans.usecases.lending import disburse_loan, record_repayment

if TYPE_CHECKING:
    from loans.store import LoansWork


def report_disbursement(work: LoansWork, **report: Any) -> Loan:
    """As disburse_loan; raises Early while there is no contract yet."""
    try:
        return disburse_loan(work, **report)
    except ContractNotSigned as early:
        raise Early("contract_signed") from early


def report_repayment(work: LoansWork, **report: Any) -> Loan:
    """As record_repayment; raises Early while nothing is disbursed."""
    try:
        return record_repayment(work, **report)
    except NotDisbursed as early:
        raise Early("disbursed") from early
