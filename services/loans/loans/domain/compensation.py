"""What the guarantee fund pays when a loan is lost (代偿)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from loans.domain.money import cents


@dataclass(frozen=True)
class Loss:
    """Outstanding principal in yuan, divided: total = fund + bank."""

    fund: Decimal
    bank: Decimal


def divide(principal: Decimal, share: Decimal) -> Loss:
    """The fund bears `share` (0.80), the bank the rest (穗人社函〔2023〕325号)."""
    fund = cents(principal * share)
    return Loss(fund, principal - fund)
