"""How many people of the entitled groups a small business must have hired."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from loans.domain.rule import HireRatio


def hires_needed(staff: int, ratio: HireRatio, large_over: int) -> int:
    """New hires of the twelve months before; a part of a person counts as one (our reading)."""
    share = ratio.large if staff > large_over else ratio.normal
    return int((Decimal(staff) * share).to_integral_value(ROUND_CEILING))
