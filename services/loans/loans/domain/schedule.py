"""What falls due when: the repayment schedule that is fixed with the contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loans.domain.money import ZERO, cents, whole_cents
from loans.domain.months import later
from loans.domain.subsidy import interest


@dataclass(frozen=True)
class Share:
    """Per cent of the principal that is due after so many months."""

    month: int
    percent: int


@dataclass(frozen=True)
class Plan:
    """How a loan is repaid: by shares, in equal parts, or (neither) in one sum at maturity."""

    plan: str
    interest_every_months: int
    every_months: int | None = None
    term_months: int | None = None
    shares: tuple[Share, ...] = ()
    usual_for: str | None = None

    def fits(self, term_months: int) -> bool:
        return self.term_months is None or self.term_months == term_months

    def principal(self, amount: Decimal, term_months: int) -> dict[int, Decimal]:
        """Principal due by month since signing; the last part takes the odd cents."""
        if self.shares:
            parts = {share.month: Decimal(share.percent) / 100 for share in self.shares}
        else:
            months = _every(self.every_months or term_months, term_months)
            parts = {month: Decimal(1) / len(months) for month in months}
        due = {month: whole_cents(amount * part) for month, part in parts.items()}
        due[term_months] += amount - sum(due.values())
        return due


@dataclass(frozen=True)
class Instalment:
    """What is due on a day, in yuan; interest is for the days since the instalment before."""

    due_on: date
    principal: Decimal
    interest: Decimal


def schedule(
    plan: Plan,
    *,
    amount: Decimal,
    rate: Decimal,
    signed_on: date,
    term_months: int,
    first_due_on: date | None = None,
    basis: int = 360,
) -> tuple[Instalment, ...]:
    """The instalments from signing to maturity, in order.

    `first_due_on` is the first day on which the bank collects interest, when it has a day of
    its own; the principal's days and the day of maturity stay.
    """
    days = {
        later(signed_on, month): due for month, due in plan.principal(amount, term_months).items()
    }
    for due_on in _interest_days(plan, signed_on, term_months, first_due_on):
        days.setdefault(due_on, ZERO)
    start, balance, rows = signed_on, amount, []
    for due_on in sorted(days):
        owed = interest(balance, rate, (due_on - start).days, basis)
        rows.append(Instalment(due_on, days[due_on], cents(owed)))
        start, balance = due_on, balance - days[due_on]
    return tuple(rows)


def _interest_days(
    plan: Plan, signed_on: date, term_months: int, first_due_on: date | None
) -> list[date]:
    step, end = plan.interest_every_months, later(signed_on, term_months)
    anchor, first = (signed_on, step) if first_due_on is None else (first_due_on, 0)
    days = (later(anchor, months) for months in range(first, term_months, step))
    return [due_on for due_on in days if due_on < end]


def _every(step: int, term_months: int) -> list[int]:
    return sorted({*range(step, term_months, step), term_months})
