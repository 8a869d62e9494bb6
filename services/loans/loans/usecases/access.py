"""Whose loan this is. Another's is answered as if it did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loans.domain.loan import Loan
from loans.errors import LoanNotFound

if TYPE_CHECKING:
    from loans.store import LoansWork


def own_loan(work: LoansWork, loan_id: str) -> Loan:
    """The loan, unless the caller is a worker and it is another's. Raises LoanNotFound."""
    loan = work.loans.get(loan_id)
    caller = work.actor
    if caller and caller.role == "worker" and caller.person_id != loan.person_id:
        raise LoanNotFound(loan_id=loan_id)
    return loan
