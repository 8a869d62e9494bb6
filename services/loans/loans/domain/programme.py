"""The programme's period, over which the loans add up to one target (measure 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """First and last day, both inside."""

    first: date
    last: date


# 2.4亿元 "到2025年" of the text of 2023.
PERIODS = (Period(date(2023, 1, 1), date(2025, 12, 31)),)


def period_of(year: int) -> Period | None:
    """The period that holds a year."""
    return next((p for p in PERIODS if p.first.year <= year <= p.last.year), None)
