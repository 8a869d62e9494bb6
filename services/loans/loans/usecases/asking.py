"""What is asked of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.work import Document, Page
from loans.domain.fund import GuaranteeFund
from loans.domain.loan import Loan, LoanState
from loans.domain.money import cents
from loans.domain.programme import period_of
from loans.usecases.access import own_loan

if TYPE_CHECKING:
    from loans.store import LoansWork


def get_loan(work: LoansWork, *, loan_id: str) -> Loan:
    """One loan. Raises LoanNotFound, also for a worker who asks for another's."""
    return own_loan(work, loan_id)


def list_loans(
    work: LoansWork,
    *,
    region: str | None = None,
    state: str | None = None,
    person_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Loan]:
    """Loans, newest first. `region` may be a county, a prefecture (530100) or the province."""
    wanted: Document = {}
    if region:
        wanted["region"] = {"$gte": region, "$lt": _behind(region)}
    if state:
        wanted["state"] = LoanState(state)
    if person_id:
        wanted["person_id"] = person_id
    return work.loans.page(wanted, cursor, limit)


def get_fund(work: LoansWork, *, fund_id: str) -> GuaranteeFund:
    """What a guarantee fund carries. Raises FundNotFound while it carries nothing."""
    return work.funds.get(fund_id)


def count_programme(work: LoansWork, *, year: int) -> dict[str, str]:
    """The programme's figure from this store: yuan disbursed, by value date, in the programme
    period that holds the year (the target is cumulative); "0.00" outside of any period."""
    period = period_of(year)
    if period is None:
        return {"loans_disbursed": "0.00"}
    within = {"disbursement.value_date": {"$gte": period.first, "$lte": period.last}}
    return {"loans_disbursed": str(cents(work.loans.sum("disbursement.amount", within)))}


def _behind(region: str) -> str:
    """The first code that no longer belongs to the region."""
    significant = region.removesuffix("00").removesuffix("00")
    return str(int(significant) + 1).ljust(6, "0")
