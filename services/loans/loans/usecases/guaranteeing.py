"""Keeping a fund's exposure equal to its share of what its loans owe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loans.domain.fund import GuaranteeFund
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
