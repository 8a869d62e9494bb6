"""What the loans service tells. The fields are the payload; money is text of yuan on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from chassis.domain import DomainEvent
from chassis.payload import Fraction, Ref, Region, Yuan, one_of, pattern, text, whole


@dataclass(frozen=True, kw_only=True)
class LoanEvent(DomainEvent):
    """What every event of a loan says: whose, where, the borrower's key groups when asking, and
    the partners that guarantee and lend, once it is their turn."""

    loan_id: Annotated[Ref, "The loan"]
    person_id: Annotated[Ref, "The borrower"]
    region: Annotated[Region, "GB/T 2260 code of the county of the loan"]
    key_groups: Annotated[
        tuple[Annotated[str, text(32)], ...],
        "The borrower's key groups in the programme on the day of applying",
    ]
    guarantor_id: Annotated[Ref | None, "The partner that guarantees, once it is its turn"] = None
    bank_id: Annotated[Ref | None, "The partner that lends, once it is its turn"] = None


@dataclass(frozen=True, kw_only=True)
class LoanSubmitted(LoanEvent):
    """A person applied for a loan."""

    type: ClassVar[str] = "yunling.loans.loan.submitted.v1"
    amount: Annotated[Yuan, "CNY asked for"]
    group_code: Annotated[
        int, whole(1, 99), "The entitled group that the person claims to belong to"
    ]
    purpose: Annotated[str, text(500), "What the money is for"]


@dataclass(frozen=True, kw_only=True)
class LoanReturned(LoanEvent):
    """The union sent the application back to be completed."""

    type: ClassVar[str] = "yunling.loans.loan.returned.v1"
    reason: Annotated[str, text(500), "Why, in the words of the clerk"]


@dataclass(frozen=True, kw_only=True)
class LoanResubmitted(LoanEvent):
    """A returned application was submitted again."""

    type: ClassVar[str] = "yunling.loans.loan.resubmitted.v1"


@dataclass(frozen=True, kw_only=True)
class LoanRecommended(LoanEvent):
    """The union recommended the applicant."""

    type: ClassVar[str] = "yunling.loans.loan.recommended.v1"


@dataclass(frozen=True, kw_only=True)
class LoanBodiesChanged(LoanEvent):
    """Another guarantor or another bank is asked."""

    type: ClassVar[str] = "yunling.loans.loan.bodies_changed.v1"


@dataclass(frozen=True, kw_only=True)
class LoanRejected(LoanEvent):
    """A reviewer rejected the application."""

    type: ClassVar[str] = "yunling.loans.loan.rejected.v1"
    stage: Annotated[str, one_of(("union_review",)), "The review that rejected it"]
    reason: Annotated[str, text(500), "Why, in the words of the clerk"]


@dataclass(frozen=True, kw_only=True)
class EligibilityApproved(LoanEvent):
    """The labour bureau found the applicant entitled."""

    type: ClassVar[str] = "yunling.loans.loan.eligibility_approved.v1"
    rule_version: Annotated[str, text(64), "The rules that were applied"]


@dataclass(frozen=True, kw_only=True)
class EligibilityRejected(LoanEvent):
    """The labour bureau found the applicant not entitled."""

    type: ClassVar[str] = "yunling.loans.loan.eligibility_rejected.v1"
    reason: Annotated[str, text(500), "Why, in the words of the clerk"]


@dataclass(frozen=True, kw_only=True)
class GuaranteeApproved(LoanEvent):
    """The guarantor took its share of the risk."""

    type: ClassVar[str] = "yunling.loans.loan.guarantee_approved.v1"
    share: Annotated[Fraction, "Part of a loss that the fund bears, 0.80 = 80 %"]


@dataclass(frozen=True, kw_only=True)
class GuaranteeDeclined(LoanEvent):
    """The guarantor declined."""

    type: ClassVar[str] = "yunling.loans.loan.guarantee_declined.v1"
    reason: Annotated[str, text(500), "Why, in the words of the clerk"]


@dataclass(frozen=True, kw_only=True)
class CreditApproved(LoanEvent):
    """The bank approved the credit."""

    type: ClassVar[str] = "yunling.loans.loan.credit_approved.v1"
    amount: Annotated[Yuan, "CNY approved, at most what was asked for"]
    rate: Annotated[Fraction, "Interest a year as a fraction, 0.0345 = 3.45 %"]
    term_months: Annotated[int, whole(1, 60), "Term in months"]


@dataclass(frozen=True, kw_only=True)
class CreditDeclined(LoanEvent):
    """The bank declined the credit."""

    type: ClassVar[str] = "yunling.loans.loan.credit_declined.v1"
    reason: Annotated[str, text(500), "Why, in the words of the clerk"]


@dataclass(frozen=True, kw_only=True)
class ContractSigned(LoanEvent):
    """Borrower and bank signed."""

    type: ClassVar[str] = "yunling.loans.loan.contract_signed.v1"
    amount: Annotated[Yuan, "CNY of the contract"]
    rate: Annotated[Fraction, "Interest a year as a fraction"]
    lpr: Annotated[Fraction, "The reference rate of the day of signing, which the contract states"]
    signed_on: Annotated[date, "Day of the contract"]
    matures_on: Annotated[date, "Day on which everything is due"]


@dataclass(frozen=True, kw_only=True)
class LoanDisbursed(LoanEvent):
    """The bank paid the loan out. Counts to the target loans_disbursed on value_date."""

    type: ClassVar[str] = "yunling.loans.loan.disbursed.v1"
    amount: Annotated[Yuan, "CNY paid out"]
    value_date: Annotated[date, "Value date at the bank"]
    bank_serial: Annotated[str, text(64), "The bank's own serial of the payment"]


@dataclass(frozen=True, kw_only=True)
class RepaymentReceived(LoanEvent):
    """The borrower paid."""

    type: ClassVar[str] = "yunling.loans.loan.repayment_received.v1"
    payment_id: Annotated[str, text(64), "The bank's own id of the payment"]
    principal: Annotated[Yuan, "CNY of principal"]
    interest: Annotated[Yuan, "CNY of interest"]
    value_date: Annotated[date, "Value date at the bank"]
    balance: Annotated[Yuan, "CNY of principal owed afterwards"]


@dataclass(frozen=True, kw_only=True)
class LoanSettled(LoanEvent):
    """No principal is owed any more."""

    type: ClassVar[str] = "yunling.loans.loan.settled.v1"
    settled_on: Annotated[date, "Value date of the latest payment"]
    early: Annotated[bool, "Before the day of maturity"]


@dataclass(frozen=True, kw_only=True)
class LoanWithdrawn(LoanEvent):
    """The applicant stepped back before the money moved."""

    type: ClassVar[str] = "yunling.loans.loan.withdrawn.v1"


@dataclass(frozen=True, kw_only=True)
class FundExposureChanged(DomainEvent):
    """A guarantee fund carries more, or less, of what is owed."""

    type: ClassVar[str] = "yunling.loans.fund.exposure_changed.v1"
    fund_id: Annotated[Region, "The fund: code of its prefecture"]
    loan_id: Annotated[Ref, "The loan that changed it"]
    change: Annotated[
        Decimal, pattern(r"^-?(0|[1-9]\d{0,12})\.\d{2}$"), "CNY taken on, or let go when negative"
    ]
    exposure: Annotated[Decimal, pattern(r"^(0|[1-9]\d{0,12})\.\d{2}$"), "CNY carried afterwards"]
