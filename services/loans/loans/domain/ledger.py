"""The money that moved: one disbursement, then repayments until nothing is owed.

Banks report both, sometimes twice and in any order. What came before changes nothing; what comes
too soon is refused with ContractNotSigned or NotDisbursed, and can succeed later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from loans.domain.loan import ENDS, Disbursement, Loan, LoanState, Payment
from loans.errors import (
    AlreadyDisbursed,
    AmountNotContracted,
    BankSerialReused,
    ContractNotSigned,
    DateInFuture,
    EmptyPayment,
    LoanClosed,
    NotDisbursed,
    PaymentIdReused,
    PrincipalOverBalance,
    ValueDateTooEarly,
)
from loans.events import LoanDisbursed, LoanEvent, LoanSettled, RepaymentReceived


def disburse(loan: Loan, money: Disbursement, today: date) -> tuple[Loan, tuple[LoanEvent, ...]]:
    """The bank paid the contract's amount out. No events when this was booked before."""
    if loan.disbursement is not None:
        _check_repeated(loan, loan.disbursement, money)
        return loan, ()
    if loan.state in ENDS:
        raise LoanClosed(loan_id=loan.loan_id, state=loan.state.value)
    if loan.contract is None:
        raise ContractNotSigned(loan_id=loan.loan_id, state=loan.state.value)
    if money.amount != loan.contract.amount:
        raise AmountNotContracted(
            loan_id=loan.loan_id, contracted=str(loan.contract.amount), amount=str(money.amount)
        )
    _check_day(money.value_date, loan.contract.signed_on, today)
    disbursed = replace(loan, state=LoanState.REPAYING, disbursement=money, balance=money.amount)
    return disbursed, (
        loan.tell(
            LoanDisbursed,
            amount=money.amount,
            value_date=money.value_date,
            bank_serial=money.bank_serial,
        ),
    )


def repay(loan: Loan, payment: Payment, today: date) -> tuple[Loan, tuple[LoanEvent, ...]]:
    """A payment came in; the loan is settled when no principal is left. No events when this
    payment was booked before. Interest that is told of after the settlement is still booked."""
    for booked in loan.payments:
        if booked.payment_id == payment.payment_id:
            if booked != payment:
                raise PaymentIdReused(loan_id=loan.loan_id, payment_id=payment.payment_id)
            return loan, ()
    if loan.disbursement is None:
        if loan.state in ENDS:
            raise LoanClosed(loan_id=loan.loan_id, state=loan.state.value)
        raise NotDisbursed(loan_id=loan.loan_id, state=loan.state.value)
    if not payment.principal and not payment.interest:
        raise EmptyPayment(loan_id=loan.loan_id, payment_id=payment.payment_id)
    if payment.principal > loan.balance:
        raise PrincipalOverBalance(
            loan_id=loan.loan_id, principal=str(payment.principal), balance=str(loan.balance)
        )
    _check_day(payment.value_date, loan.disbursement.value_date, today)
    return _book(loan, payment)


def _book(loan: Loan, payment: Payment) -> tuple[Loan, tuple[LoanEvent, ...]]:
    balance = loan.balance - payment.principal
    booked = replace(loan, payments=(*loan.payments, payment), balance=balance)
    received = loan.tell(
        RepaymentReceived,
        payment_id=payment.payment_id,
        principal=payment.principal,
        interest=payment.interest,
        value_date=payment.value_date,
        balance=balance,
    )
    if balance or loan.state is LoanState.SETTLED:
        return booked, (received,)
    settled_on = max(each.value_date for each in booked.payments)
    early = loan.contract is not None and settled_on < loan.contract.matures_on
    settled = replace(booked.end(LoanState.SETTLED), settled_on=settled_on)
    return settled, (received, loan.tell(LoanSettled, settled_on=settled_on, early=early))


def _check_repeated(loan: Loan, booked: Disbursement, money: Disbursement) -> None:
    if booked.bank_serial != money.bank_serial:
        raise AlreadyDisbursed(loan_id=loan.loan_id)
    if booked != money:
        raise BankSerialReused(loan_id=loan.loan_id, bank_serial=money.bank_serial)


def _check_day(value_date: date, not_before: date, today: date) -> None:
    if value_date > today:
        raise DateInFuture(field="value_date", day=value_date.isoformat())
    if value_date < not_before:
        raise ValueDateTooEarly(not_before=not_before.isoformat())
