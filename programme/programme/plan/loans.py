"""Loans: who borrows how much, and how each application ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from random import Random

from programme.plan.calendar import EVEN_SEASON, a_day

# Limits of an individual's loan: 300,000 CNY from October 2023 on (notice 75 of 2023); below
# 50,000 nobody goes through three reviews.
SMALLEST = 50_000
LARGEST = 300_000
STEP = 10_000
# For every hundred loans that are paid out, so many more applications end before.
REFUSED_PER_HUNDRED = 6
TERM_MONTHS = 36
# A fraction a year; within LPR + 50 basis points on every day of 2023 to 2025.
RATE = Decimal("0.0345")


class Ending(Enum):
    """How an application ends; ``RETURNED`` comes back completed and is paid out like the rest."""

    PAID_OUT = "paid_out"
    RETURNED = "returned"
    UNION_REJECTS = "union_rejects"
    BUREAU_REJECTS = "bureau_rejects"
    GUARANTOR_DECLINES = "guarantor_declines"
    BANK_DECLINES = "bank_declines"
    WITHDRAWN = "withdrawn"


REFUSALS = (
    Ending.UNION_REJECTS,
    Ending.BUREAU_REJECTS,
    Ending.GUARANTOR_DECLINES,
    Ending.BANK_DECLINES,
    Ending.WITHDRAWN,
)


@dataclass(frozen=True)
class LoanPlan:
    """One application. ``person`` is an index of people, ``amount`` whole yuan.

    ``first_repayment_on`` is when the first quarter's interest is paid, or None when the year ends
    before.
    ``hasty_repayment``: the bank's report of the repayment overtakes that of the disbursement.
    ``repeated``: the bank sends its reports twice, the second time as new events.
    """

    number: int
    person: int
    amount: int
    ending: Ending
    signed_on: date
    disbursed_on: date
    first_repayment_on: date | None
    hasty_repayment: bool
    repeated: bool

    @property
    def paid_out(self) -> bool:
        return self.ending in (Ending.PAID_OUT, Ending.RETURNED)


def plan_loans(
    rng: Random, year: int, loans: int, total: int, borrowers: Sequence[int]
) -> tuple[LoanPlan, ...]:
    """``loans`` loans that add up to ``total`` yuan, and the applications that come to nothing.

    ``borrowers`` are indices of people who may borrow, one application each; ValueError when they
    are too few or when ``total`` does not fit the limits of so many loans.
    """
    amounts = plan_amounts(rng, loans, total)
    refused = -(-loans * REFUSED_PER_HUNDRED // 100)
    people = rng.sample(borrowers, loans + refused)
    endings = [Ending.RETURNED if i % 30 == 2 else Ending.PAID_OUT for i in range(loans)]
    endings += [REFUSALS[i % len(REFUSALS)] for i in range(refused)]
    amounts += [STEP * rng.randint(SMALLEST // STEP, LARGEST // STEP) for _ in range(refused)]
    return tuple(
        _plan_loan(rng, number, year, person, amount, ending)
        for number, (person, amount, ending) in enumerate(
            zip(people, amounts, endings, strict=True)
        )
    )


def plan_amounts(rng: Random, loans: int, total: int) -> list[int]:
    """``loans`` amounts within the limits that add up to ``total``, in steps of 10,000 but one."""
    if not loans * SMALLEST <= total <= loans * LARGEST:
        raise ValueError(f"{total} yuan do not fit {loans} loans of {SMALLEST} to {LARGEST}")
    amounts = [STEP * rng.randint(SMALLEST // STEP, LARGEST // STEP) for _ in range(loans)]
    while (missing := total - sum(amounts)) != 0:
        step = max(-STEP, min(STEP, missing))
        movable = [i for i, amount in enumerate(amounts) if SMALLEST <= amount + step <= LARGEST]
        for i in rng.sample(movable, min(len(movable), abs(missing) // abs(step))):
            amounts[i] += step
    return amounts


def _plan_loan(
    rng: Random, number: int, year: int, person: int, amount: int, ending: Ending
) -> LoanPlan:
    signed_on = a_day(rng, year, EVEN_SEASON, latest=date(year, 12, 20))
    disbursed_on = signed_on + timedelta(days=rng.randint(1, 10))
    repaid_on = disbursed_on + timedelta(days=90)
    return LoanPlan(
        number=number,
        person=person,
        amount=amount,
        ending=ending,
        signed_on=signed_on,
        disbursed_on=disbursed_on,
        first_repayment_on=repaid_on if repaid_on.year == year else None,
        hasty_repayment=number % 20 == 0,
        repeated=number % 30 == 1,
    )
