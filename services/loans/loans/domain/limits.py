"""Limits that are not bound to a version of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loans.domain.months import first_of, ordinal


@dataclass(frozen=True)
class Retirement:
    """Retirement age in months; from `first_birth` on a month more per four months of birth."""

    sex: str
    since: date
    months: int
    at_most: int
    mark: str
    first_birth: str | None = None
    until: date | None = None
    known: date | None = None

    def age_months(self, birth_month: str) -> int:
        if self.first_birth is None:
            return self.months
        behind = ordinal(first_of(birth_month)) - ordinal(first_of(self.first_birth))
        return self.months if behind < 0 else min(self.months + behind // 4 + 1, self.at_most)


@dataclass(frozen=True)
class ToleratedLoan:
    """A kind of loan that applicant or spouse may owe, up to an amount in yuan."""

    kind: str
    mark: str
    at_most: Decimal | None = None


@dataclass(frozen=True)
class Exemption:
    """Why a loan needs no counter-guarantee; None means any amount, no products means any."""

    code: str
    mark: str
    at_most: Decimal | None = None
    products: tuple[str, ...] = ()

    def applies(self, product: str, amount: Decimal) -> bool:
        fits = self.at_most is None or amount <= self.at_most
        return fits and (not self.products or product in self.products)


@dataclass(frozen=True)
class FundLimit:
    """What a guarantee fund may carry: its deposits times the multiple, in yuan."""

    since: date
    deposits: Decimal
    max_multiple: int
    mark: str
    until: date | None = None
    known: date | None = None

    @property
    def cap(self) -> Decimal:
        return self.deposits * self.max_multiple


@dataclass(frozen=True)
class Limits:
    """The limits as published. `working_age_months` must be reached to borrow, a staff over
    `large_staff_over` needs the lower hire ratio, and a bank's approval lasts
    `approval_valid_days`."""

    working_age_months: int
    large_staff_over: int
    approval_valid_days: int
    marks: Mapping[str, str]
    retirement: tuple[Retirement, ...]
    tolerated_loans: tuple[ToleratedLoan, ...]
    exemptions: tuple[Exemption, ...]
    funds: tuple[FundLimit, ...]
