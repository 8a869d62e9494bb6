"""Skill contests; a trade counts once a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from chassis.domain import Page
from training.domain.contest import Contest, trade_year
from training.errors import ContestAlreadyRecorded

if TYPE_CHECKING:
    from training.store import TrainingWork


def hold_contest(work: TrainingWork, *, trade: str, held_on: date, region: str) -> Contest:
    work.reach.must_lie(region)
    same = {"trade": trade, "region": region, "held_on": held_on}
    recorded = work.contests.first(same)
    if recorded:
        raise ContestAlreadyRecorded(contest_id=recorded.contest_id)
    contest = Contest(
        contest_id=work.new_id(), trade=trade, year=held_on.year, region=region, held_on=held_on
    )
    work.contest_trades.put(trade_year(contest))
    return work.contests.add(contest, contest.held())


def list_contests(
    work: TrainingWork, *, trade: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Contest]:
    return work.contests.page({"trade": trade} if trade else {}, cursor, limit)
