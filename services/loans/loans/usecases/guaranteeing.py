"""Keeping a fund's exposure equal to its share of what its loans owe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from loans.domain.fund import GuaranteeFund, fund_of
from loans.domain.loan import Loan
from loans.published import POLICY

if TYPE_CHECKING:
    from loans.store import LoansWork


def carry(work: LoansWork, before: Loan, after: Loan) -> None:
    """Let the fund carry the difference that a step of a loan makes. Raises FundExhausted."""
    change = after.exposure - before.exposure
    guarantee = after.guarantee
    if not change or guarantee is None:
        return
    fund = work.funds.find(guarantee.fund_id)
    carrying, changed = (fund or GuaranteeFund(guarantee.fund_id)).carry(
        after.loan_id, change, POLICY.fund_cap(work.today)
    )
    if fund is None:
        work.funds.add(carrying, changed)
    else:
        work.funds.save(carrying, changed)


def fund_of_loan(work: LoansWork, *, loan_id: str, **_: Any) -> str:
    """The fund for which the steps of a loan contend: its county's, whatever comes of them.
    Raises LoanNotFound."""
    loan: Loan = work.loans.get(loan_id)
    return fund_of(loan.region)


def fetch_loans(work: LoansWork, commands: Sequence[dict[str, Any]]) -> None:
    """Read at once the loans of commands that are decided together."""
    work.loans.fetch({command["loan_id"] for command in commands})
