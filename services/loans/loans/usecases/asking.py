"""What is asked of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.domain import Document, Page
from loans.domain.fund import GuaranteeFund
from loans.domain.loan import Loan, LoanState
from loans.domain.money import cents
from loans.domain.programme import period_of
from loans.usecases.access import BODIES, seen_fund, seen_loan

if TYPE_CHECKING:
    from loans.store import LoansWork


def get_loan(work: LoansWork, *, loan_id: str) -> Loan:
    """One loan. Raises LoanNotFound, also for one that is out of reach."""
    return seen_loan(work, loan_id)


def list_loans(
    work: LoansWork,
    *,
    region: str | None = None,
    state: str | None = None,
    person_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Loan]:
    """Loans within reach, newest first: an applicant's own, a region's, those that a guarantor or
    a bank is to decide on. `region` may be a county, a prefecture (530100) or the province.
    Raises RegionNotYours."""
    wanted: Document = {"region": region}
    if state:
        wanted["state"] = LoanState(state)
    if person_id:
        wanted["person_id"] = person_id
    body = BODIES.get(work.actor.role) if work.actor else None
    owners = {"person_id": "person_id"} | ({"partner_id": body} if body else {})
    return work.loans.page(work.reach.narrow(wanted, region="region", **owners), cursor, limit)


def get_fund(work: LoansWork, *, fund_id: str) -> GuaranteeFund:
    """What a guarantee fund carries. Raises FundNotFound while it carries nothing, and for one
    that is out of reach."""
    return seen_fund(work, fund_id)


def count_programme(work: LoansWork, *, year: int) -> dict[str, str]:
    """The programme's figure from this store: yuan disbursed, by value date, in the programme
    period that holds the year (the target is cumulative); "0.00" outside of any period."""
    period = period_of(year)
    if period is None:
        return {"loans_disbursed": "0.00"}
    within = {"disbursement.value_date": {"$gte": period.first, "$lte": period.last}}
    return {"loans_disbursed": str(cents(work.loans.sum("disbursement.amount", within)))}
