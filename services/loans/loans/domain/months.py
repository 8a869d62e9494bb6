"""Months: ages, terms and due days are counted in them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def ordinal(on: date) -> int:
    """Months since year 0, so that a difference is a number of months."""
    return on.year * 12 + on.month - 1


def first_of(month: str) -> date:
    """The first day of a month written as 1990-03."""
    return date.fromisoformat(f"{month}-01")


def later(on: date, months: int) -> date:
    """The same day `months` later; the last of the month where that day does not exist."""
    year, month = divmod(ordinal(on) + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
