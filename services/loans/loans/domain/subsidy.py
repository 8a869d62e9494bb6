"""Interest on a loan and who bears it (贴息).

Two generations of the rule: G21 (财金〔2020〕21号, loans made from 2021-01-01: the borrower bears
up to the reference rate less 150 BP, the treasury the rest up to the cap) and G75
(财金〔2023〕75号: half of the contract rate each). No text read so far says how to round or what
a year has; here the total and the subsidy are rounded half up to the cent, the borrower bears
the difference, and the basis is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loans.domain.money import cents

G21_MARGIN = Decimal("0.015")
G75_SHARE = Decimal("0.50")


@dataclass(frozen=True)
class Interest:
    """One period's interest in yuan: total = borrower + subsidy."""

    total: Decimal
    borrower: Decimal
    subsidy: Decimal


def interest(principal: Decimal, rate: Decimal, days: int, basis: int = 360) -> Decimal:
    """Interest on a principal for some days, exact; `basis` is the days of a year (360, 365)."""
    return principal * rate * days / basis


def split_g21(
    principal: Decimal, rate: Decimal, lpr: Decimal, cap: Decimal, days: int, basis: int = 360
) -> Interest:
    """The G21 split. What the rate has over the cap is the borrower's."""
    subsidised = max(Decimal(0), min(rate, cap) - (lpr - G21_MARGIN))
    return _split(
        interest(principal, rate, days, basis), interest(principal, subsidised, days, basis)
    )


def split_g75(
    principal: Decimal,
    rate: Decimal,
    days: int,
    basis: int = 360,
    national_part: Decimal | None = None,
) -> Interest:
    """The G75 split. `national_part` is the principal within the national limit; a locality that
    lends more pays for the part above it, which is not subsidised here."""
    subsidised = principal if national_part is None else min(principal, national_part)
    return _split(
        interest(principal, rate, days, basis),
        interest(subsidised, rate, days, basis) * G75_SHARE,
    )


def subsidised_days(start: date, end: date, due_on: date, *, extended: bool = False) -> int:
    """Days of [start, end) that are subsidised: none behind the due day, none of an extension."""
    return 0 if extended else max(0, (min(end, due_on) - start).days)


def unsubsidised(principal: Decimal, rate: Decimal, days: int, basis: int = 360) -> Interest:
    """The interest of overdue or extended days: all the borrower's."""
    return _split(interest(principal, rate, days, basis), Decimal(0))


def _split(total: Decimal, subsidy: Decimal) -> Interest:
    return Interest(cents(total), cents(total) - cents(subsidy), cents(subsidy))
