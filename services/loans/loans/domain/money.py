"""Yuan. An amount is a Decimal with two places; a rate is a fraction a year (0.0345 = 3.45 %)."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """The amount to the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def whole_cents(amount: Decimal) -> Decimal:
    """The amount without parts of a cent."""
    return amount.quantize(CENT, ROUND_DOWN)
