"""A skill contest: at least 50 trades a year (measure 3)."""

from dataclasses import dataclass
from datetime import date

from training.events import ContestHeld


@dataclass(frozen=True, kw_only=True)
class Contest:
    contest_id: str
    trade: str
    year: int
    region: str
    held_on: date
    version: int = 0

    def held(self) -> ContestHeld:
        return ContestHeld(
            contest_id=self.contest_id,
            trade=self.trade,
            year=self.year,
            region=self.region,
            held_on=self.held_on,
        )


@dataclass(frozen=True, kw_only=True)
class ContestTrade:
    """A trade that was contested in a year: counted once, however many contests there were."""

    trade_year: str
    year: int
    trade: str


def trade_year(contest: Contest) -> ContestTrade:
    return ContestTrade(
        trade_year=f"{contest.year}:{contest.trade}", year=contest.year, trade=contest.trade
    )
