"""The contract and the money, as the bank and the borrower report them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from loans.domain import contract, ledger
from loans.domain.loan import Disbursement, Loan, Payment
from loans.events import LoanEvent
from loans.published import POLICY
from loans.usecases.access import lent_loan
from loans.usecases.guaranteeing import carry

if TYPE_CHECKING:
    from loans.store import LoansWork


def sign_contract(
    work: LoansWork,
    *,
    loan_id: str,
    signed_on: date,
    first_due_on: date | None = None,
    plan: str | None = None,
) -> Loan:
    """Borrower and bank signed on a day, which decides the rules that hold."""
    loan = lent_loan(work, loan_id)
    signed, event = contract.sign(
        loan,
        work.people.get(loan.person_id),
        POLICY,
        signed_on=signed_on,
        today=work.today,
        first_due_on=first_due_on,
        plan=plan,
    )
    return work.loans.save(signed, event)


def disburse_loan(
    work: LoansWork, *, loan_id: str, bank_serial: str, amount: Decimal, value_date: date
) -> Loan:
    """The bank paid the loan out. Booking the same serial again changes nothing."""
    loan = lent_loan(work, loan_id)
    return _booked(
        work,
        loan,
        ledger.disburse(loan, Disbursement(bank_serial, amount, value_date), work.today),
    )


def record_repayment(
    work: LoansWork,
    *,
    loan_id: str,
    payment_id: str,
    principal: Decimal,
    interest: Decimal,
    value_date: date,
) -> Loan:
    """The borrower paid. Booking the same payment again changes nothing."""
    loan = lent_loan(work, loan_id)
    payment = Payment(payment_id, principal, interest, value_date)
    return _booked(work, loan, ledger.repay(loan, payment, work.today))


def _booked(work: LoansWork, before: Loan, outcome: tuple[Loan, tuple[LoanEvent, ...]]) -> Loan:
    after, events = outcome
    if not events:
        return before
    carry(work, before, after)
    return work.loans.save(after, *events)
