"""What the loans service tells. The fields are the payload; money is text of yuan on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from chassis.event import DomainEvent


@dataclass(frozen=True, kw_only=True)
class LoanEvent(DomainEvent):
    """What every event of a loan says: whose, where, the borrower's key groups when asking, and
    the partners that guarantee and lend, once it is their turn."""

    loan_id: str
    person_id: str
    region: str
    key_groups: tuple[str, ...]
    guarantor_id: str | None = None
    bank_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class LoanSubmitted(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.submitted.v1"
    amount: Decimal
    group_code: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class LoanReturned(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.returned.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoanResubmitted(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.resubmitted.v1"


@dataclass(frozen=True, kw_only=True)
class LoanRecommended(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.recommended.v1"


@dataclass(frozen=True, kw_only=True)
class LoanBodiesChanged(LoanEvent):
    """Another guarantor or another bank is asked; whom it concerns already is named."""

    type: ClassVar[str] = "yunling.loans.loan.bodies_changed.v1"


@dataclass(frozen=True, kw_only=True)
class LoanRejected(LoanEvent):
    """`stage` is the state in which it was rejected: union_review."""

    type: ClassVar[str] = "yunling.loans.loan.rejected.v1"
    stage: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EligibilityApproved(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.eligibility_approved.v1"
    rule_version: str


@dataclass(frozen=True, kw_only=True)
class EligibilityRejected(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.eligibility_rejected.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class GuaranteeApproved(LoanEvent):
    """`share` is the part of a loss that the fund bears, 0.80 = 80 %."""

    type: ClassVar[str] = "yunling.loans.loan.guarantee_approved.v1"
    share: Decimal


@dataclass(frozen=True, kw_only=True)
class GuaranteeDeclined(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.guarantee_declined.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CreditApproved(LoanEvent):
    """`rate` is a fraction a year: 0.0345 = 3.45 %."""

    type: ClassVar[str] = "yunling.loans.loan.credit_approved.v1"
    amount: Decimal
    rate: Decimal
    term_months: int


@dataclass(frozen=True, kw_only=True)
class CreditDeclined(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.credit_declined.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContractSigned(LoanEvent):
    """`lpr` is the reference rate of the day of signing, which the contract must state."""

    type: ClassVar[str] = "yunling.loans.loan.contract_signed.v1"
    amount: Decimal
    rate: Decimal
    lpr: Decimal
    signed_on: date
    matures_on: date


@dataclass(frozen=True, kw_only=True)
class LoanDisbursed(LoanEvent):
    """Counts to the programme's target on `value_date`."""

    type: ClassVar[str] = "yunling.loans.loan.disbursed.v1"
    amount: Decimal
    value_date: date
    bank_serial: str


@dataclass(frozen=True, kw_only=True)
class RepaymentReceived(LoanEvent):
    """`balance` is the principal owed afterwards."""

    type: ClassVar[str] = "yunling.loans.loan.repayment_received.v1"
    payment_id: str
    principal: Decimal
    interest: Decimal
    value_date: date
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class LoanSettled(LoanEvent):
    """`early`: before the day of maturity."""

    type: ClassVar[str] = "yunling.loans.loan.settled.v1"
    settled_on: date
    early: bool


@dataclass(frozen=True, kw_only=True)
class LoanWithdrawn(LoanEvent):
    type: ClassVar[str] = "yunling.loans.loan.withdrawn.v1"


@dataclass(frozen=True, kw_only=True)
class FundExposureChanged(DomainEvent):
    """A guarantee fund carries more (`change` > 0) or less. Its subject is the fund."""

    type: ClassVar[str] = "yunling.loans.fund.exposure_changed.v1"
    fund_id: str
    loan_id: str
    change: Decimal
    exposure: Decimal
