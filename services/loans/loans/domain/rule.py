"""One version of the rules of the loan, as one notice made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loans.domain.money import cents
from loans.errors import ProductNotOffered

PROVISIONAL = "M"


@dataclass(frozen=True)
class Product:
    """Limits of one product: yuan for one person, months, and what partners may have."""

    amount: Decimal
    term_months: int
    partner_factor: Decimal
    partners_at_most: Decimal

    def limit(self, partners: int) -> Decimal:
        """The most that so many partners may borrow together."""
        if partners == 1:
            return self.amount
        return min(cents(self.amount * partners * self.partner_factor), self.partners_at_most)


@dataclass(frozen=True)
class Declaration:
    """Whose other loans must (`required`) or may be declared; holders: applicant, spouse."""

    required: bool
    holders: tuple[str, ...]


@dataclass(frozen=True)
class HireRatio:
    """New hires of the groups by staff; `large` is for a staff over the limit."""

    normal: Decimal
    large: Decimal


@dataclass(frozen=True)
class Rule:
    """One version of the rules. `cap` is in points over the reference rate, by area."""

    version: str
    source: str
    since: date
    until: date | None
    known: date | None
    reference: str
    cap: Mapping[str, Decimal]
    subsidy: str
    times: int
    declaration: Declaration
    hire_ratio: HireRatio
    products: Mapping[str, Product]
    marks: Mapping[str, str]

    def product(self, name: str) -> Product:
        """Raises ProductNotOffered."""
        if name not in self.products:
            raise ProductNotOffered(product=name, rule_version=self.version)
        return self.products[name]

    @property
    def provisional(self) -> frozenset[str]:
        """The parts that no text read so far confirms."""
        return frozenset(part for part, mark in self.marks.items() if mark == PROVISIONAL)
