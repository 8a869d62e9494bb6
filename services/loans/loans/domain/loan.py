"""The loan: one application and all that became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from loans.domain.application import Application
from loans.domain.money import ZERO, cents
from loans.domain.schedule import Instalment
from loans.errors import StepNotDue
from loans.events import LoanEvent, LoanSubmitted, LoanWithdrawn

E = TypeVar("E", bound=LoanEvent)
OPEN = "open"


class LoanState(StrEnum):
    """Where the loan stands; the last four are ends."""

    UNION_REVIEW = "union_review"
    RETURNED = "returned"
    ELIGIBILITY_REVIEW = "eligibility_review"
    GUARANTEE_REVIEW = "guarantee_review"
    BANK_REVIEW = "bank_review"
    APPROVED = "approved"
    SIGNED = "signed"
    REPAYING = "repaying"
    SETTLED = "settled"
    REJECTED = "rejected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ENDS = frozenset({LoanState.SETTLED, LoanState.REJECTED, LoanState.DECLINED, LoanState.WITHDRAWN})
BEFORE_MONEY = tuple(
    state for state in LoanState if state not in ENDS and state is not LoanState.REPAYING
)


@dataclass(frozen=True)
class Bodies:
    """Who is to guarantee and who is to lend, by partner id: the union chooses, with the applicant,
    when it recommends."""

    guarantor_id: str
    bank_id: str


@dataclass(frozen=True)
class Guarantee:
    """`share` is the part of a loss that the fund bears; `fund_id` is the prefecture's code."""

    fund_id: str
    share: Decimal
    counter_guarantee: str | None
    exemption_code: str | None


@dataclass(frozen=True)
class Credit:
    """What the bank approved: yuan, a fraction a year, months."""

    amount: Decimal
    rate: Decimal
    term_months: int
    approved_on: date


@dataclass(frozen=True)
class Contract:
    """What was signed, with the rule version and the rates that held on that day."""

    amount: Decimal
    rate: Decimal
    lpr: Decimal
    cap: Decimal
    rule_version: str
    subsidy: str
    signed_on: date
    matures_on: date
    plan: str
    schedule: tuple[Instalment, ...]


@dataclass(frozen=True)
class Disbursement:
    bank_serial: str
    amount: Decimal
    value_date: date


@dataclass(frozen=True)
class Payment:
    payment_id: str
    principal: Decimal
    interest: Decimal
    value_date: date


@dataclass(frozen=True)
class Loan:
    """`key_groups` are the borrower's when asking. `open_key` is set until the loan has ended,
    so that a unique index allows a person one open loan. `guarantor_id` and `bank_id` are set when
    the turn comes to them: nobody sees a loan before it is his to decide on."""

    loan_id: str
    person_id: str
    region: str
    key_groups: tuple[str, ...]
    application: Application
    consented_at: datetime
    state: LoanState = LoanState.UNION_REVIEW
    open_key: str | None = OPEN
    reason: str | None = None
    rule_version: str | None = None
    bodies: Bodies | None = None
    guarantor_id: str | None = None
    bank_id: str | None = None
    guarantee: Guarantee | None = None
    credit: Credit | None = None
    contract: Contract | None = None
    disbursement: Disbursement | None = None
    payments: tuple[Payment, ...] = ()
    balance: Decimal = ZERO
    settled_on: date | None = None
    version: int = 0

    def submitted(self) -> LoanSubmitted:
        """The event of a new application."""
        asked = self.application
        return self.tell(
            LoanSubmitted, amount=asked.amount, group_code=asked.group_code, purpose=asked.purpose
        )

    def withdraw(self) -> tuple[Loan, LoanWithdrawn]:
        """The applicant steps back, which is possible until the money has moved."""
        self.expect(*BEFORE_MONEY)
        return self.end(LoanState.WITHDRAWN), self.tell(LoanWithdrawn)

    def expect(self, *states: LoanState) -> None:
        """Raises StepNotDue unless the loan is in one of the states."""
        if self.state not in states:
            raise self._not_due(*states)

    def agreed(self) -> Credit:
        """What the bank approved and nobody has signed yet; raises StepNotDue."""
        if self.state is not LoanState.APPROVED or self.credit is None:
            raise self._not_due(LoanState.APPROVED)
        return self.credit

    def _not_due(self, *states: LoanState) -> StepNotDue:
        due_in = [state.value for state in states]
        return StepNotDue(loan_id=self.loan_id, state=self.state.value, due_in=due_in)

    def end(self, state: LoanState, reason: str | None = None) -> Loan:
        return replace(self, state=state, open_key=None, reason=reason)

    def tell(self, kind: type[E], **facts: object) -> E:
        """An event of this loan."""
        return kind(
            loan_id=self.loan_id,
            person_id=self.person_id,
            region=self.region,
            key_groups=self.key_groups,
            guarantor_id=self.guarantor_id,
            bank_id=self.bank_id,
            **facts,
        )

    @property
    def exposure(self) -> Decimal:
        """What the guarantee fund carries for this loan, in yuan."""
        if self.guarantee is None or self.state in ENDS:
            return ZERO
        if self.disbursement is not None:
            owed = self.balance
        else:
            owed = self.credit.amount if self.credit else self.application.amount
        return cents(owed * self.guarantee.share)
