"""The guarantee fund of a prefecture: what it carries, and what it may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from chassis.domain.regions import prefecture_of
from loans.domain.money import ZERO
from loans.errors import FundExhausted
from loans.events import FundExposureChanged


@dataclass(frozen=True)
class GuaranteeFund:
    """`fund_id` is the prefecture's code; `exposure` is its share of what is owed, in yuan."""

    fund_id: str
    exposure: Decimal = ZERO
    version: int = 0

    def carry(
        self, loan_id: str, change: Decimal, cap: Decimal
    ) -> tuple[GuaranteeFund, FundExposureChanged]:
        """Take on more, up to the cap, or let go. Raises FundExhausted."""
        exposure = self.exposure + change
        if change > 0 and exposure > cap:
            raise FundExhausted(fund_id=self.fund_id, exposure=str(self.exposure), cap=str(cap))
        return replace(self, exposure=exposure), FundExposureChanged(
            fund_id=self.fund_id, loan_id=loan_id, change=change, exposure=exposure
        )


def fund_of(county: str) -> str:
    """The fund that guarantees the loans of a county: its prefecture's."""
    return prefecture_of(county)
