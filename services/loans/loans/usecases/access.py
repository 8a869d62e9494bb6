"""Which loans the bodies may touch, and who sees a fund. What is out of reach is answered as if it
did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.domain import Early
from loans.domain.fund import GuaranteeFund, fund_of
from loans.domain.loan import ENDS, Loan
from loans.errors import FundNotFound

if TYPE_CHECKING:
    from loans.store import LoansWork

BODIES = {"guarantor": "guarantor_id", "bank": "bank_id"}
"""Under which field of a loan a body finds those whose turn has come to it."""


def seen_loan(work: LoansWork, loan_id: str) -> Loan:
    """The loan, for its applicant, an officer or a bureau of its region, and for its guarantor and
    its bank, once it is their turn."""
    field = BODIES.get(work.actor.role) if work.actor else None
    partner_id = getattr(work.loans.get(loan_id), field) if field else None
    return work.loans.within_reach(loan_id, partner_id=partner_id)


def guaranteed_loan(work: LoansWork, loan_id: str) -> Loan:
    """The loan, for the guarantor that the union chose."""
    bodies = work.loans.get(loan_id).bodies
    return work.loans.within_reach(loan_id, partner_id=bodies.guarantor_id if bodies else None)


def lent_loan(work: LoansWork, loan_id: str) -> Loan:
    """The loan, for the bank that the union chose."""
    bodies = work.loans.get(loan_id).bodies
    return work.loans.within_reach(loan_id, partner_id=bodies.bank_id if bodies else None)


def await_recommendation(work: LoansWork, loan_id: str) -> None:
    """Raises Early for a report on a loan of which the union has not said yet whose it is."""
    loan: Loan = work.loans.get(loan_id)
    if loan.bodies is None and loan.state not in ENDS:
        raise Early("recommended")


def seen_fund(work: LoansWork, fund_id: str) -> GuaranteeFund:
    """The fund of a prefecture, for an officer in it or above it, and for who guarantees with it.
    Raises FundNotFound."""
    fund: GuaranteeFund = work.funds.get(fund_id)
    own = work.actor and work.actor.region
    if work.reach.holds(region=fund_id) or (own and fund_of(own) == fund_id):
        return fund
    with_it = work.reach.narrow({"guarantee.fund_id": fund_id}, partner_id="guarantor_id")
    if work.loans.first(with_it) is None:
        raise FundNotFound(fund_id=fund_id)
    return fund
