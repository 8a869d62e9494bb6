"""The published rules as dated facts: what holds on a day, as known on another day.

Two times matter (bitemporal): the day that a row is in force (for a contract, its day of signing)
and the day since which it is known, so that a rate published late, or corrected, is found by
those who ask after that and was not there for those who asked before. A row's `mark` says how it
is known: V read in a primary text, S secondary, M unverified and therefore provisional.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from loans.domain.limits import Exemption, Limits
from loans.domain.rule import Rule
from loans.domain.schedule import Plan
from loans.errors import NoRuleInForce


class Dated(Protocol):
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...
    @property
    def known(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def in_force(rows: Iterable[D], on: date, known_on: date) -> D | None:
    """The newest row that holds on a day, as known on another.

    Of rows with the same `since` the one known last replaces the others.
    """
    latest: dict[date, D] = {}
    for row in sorted(rows, key=lambda row: row.known or row.since):
        if (row.known or row.since) <= known_on:
            latest[row.since] = row
    holding = [
        row for row in latest.values() if row.since <= on and (row.until is None or on <= row.until)
    ]
    return max(holding, key=lambda row: row.since, default=None)


@dataclass(frozen=True)
class ReferenceRate:
    kind: str
    since: date
    rate: Decimal
    mark: str
    until: date | None = None
    known: date | None = None


@dataclass(frozen=True)
class Group:
    """An entitled group and the kinds of evidence that prove it."""

    code: int
    name: str
    evidence: tuple[str, ...]
    mark: str
    since: date = date.min
    until: date | None = None
    known: date | None = None


@dataclass(frozen=True)
class Policy:
    """All tables, and the questions that are asked of them."""

    rules: tuple[Rule, ...]
    reference_rates: tuple[ReferenceRate, ...]
    groups: tuple[Group, ...]
    limits: Limits
    plans: tuple[Plan, ...]
    poor: frozenset[str]

    def rule(self, on: date, known_on: date) -> Rule:
        """The rule version of a day; raises NoRuleInForce."""
        found = in_force(self.rules, on, known_on)
        if found is None:
            raise NoRuleInForce(on=on.isoformat())
        return found

    def reference_rate(self, kind: str, on: date, known_on: date) -> Decimal:
        """The rate a contract of that day is measured against; raises NoRuleInForce."""
        rows = [row for row in self.reference_rates if row.kind == kind]
        found = in_force(rows, on, known_on)
        if found is None:
            raise NoRuleInForce(on=on.isoformat())
        return found.rate

    def area(self, county: str) -> str:
        return "poor" if county in self.poor else "other"

    def group(self, code: int, on: date) -> Group | None:
        return in_force([group for group in self.groups if group.code == code], on, on)

    def retirement_months(self, sex: str, birth_month: str, on: date) -> int:
        """The retirement age in months under the law of a day; raises NoRuleInForce."""
        found = in_force([row for row in self.limits.retirement if row.sex == sex], on, on)
        if found is None:
            raise NoRuleInForce(on=on.isoformat())
        return found.age_months(birth_month)

    def fund_cap(self, on: date) -> Decimal:
        """What each guarantee fund may carry on a day, in yuan; raises NoRuleInForce."""
        found = in_force(self.limits.funds, on, on)
        if found is None:
            raise NoRuleInForce(on=on.isoformat())
        return found.cap

    def exemption(self, code: str) -> Exemption | None:
        return next((row for row in self.limits.exemptions if row.code == code), None)

    def plan(self, name: str | None, product: str, term_months: int) -> Plan | None:
        """The plan by its name; without one the usual plan of the product for the term."""
        if name is not None:
            return next((plan for plan in self.plans if plan.plan == name), None)
        usual = (p for p in self.plans if p.usual_for == product and p.fits(term_months))
        return next(usual, self.plans[0])
