"""The business day: shown to everybody, and moved by admins where the platform allows it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from chassis.business_clock import MovableClock, movable
from chassis.domain import Work
from chassis.fields import Command, View, day, flag, time_of_day
from chassis.rpc import rpc
from chassis.store import Store


class MoveBusinessDay(Command):
    day = day(example="2026-01-05", description="The day to move to, not before the present one")
    time = time_of_day(
        required=False,
        allow_none=True,
        description="The time of day, Asia/Shanghai, at which the clock stands from then on; "
        "without it the real time of day",
    )


class BusinessDayView(View):
    day = day(example="2026-01-05", description="The day by which rules count, Asia/Shanghai")
    time = time_of_day(example="09:00:00", description="The time of that day, Asia/Shanghai")
    movable = flag(example=False, description="Whether an operator may move it: tests only")


class BusinessDay:
    """Mixed into the gateway's service."""

    store: Store

    @rpc(view=BusinessDayView)
    def show_business_day(self) -> dict[str, Any]:
        """The business day, its time of day, and whether it can be moved."""
        return self._shown(self.store.business_clock.at(self.store.now()))

    @rpc(MoveBusinessDay, BusinessDayView)
    def move_business_day(self, command: dict[str, Any]) -> dict[str, Any]:
        """Move it forward for every process. Raises BusinessDayNotMovable, BusinessDayPassed."""
        clock = movable(self.store.business_clock)
        wanted, text = command["day"], command.get("time")
        at = time.fromisoformat(text) if text else None
        clock.must_not_pass(wanted, at, self.store.now())
        # The record comes first, so that no day is moved without one.
        self.store.commit(_record, day=wanted, time=text)
        return self._shown(clock.move(wanted, at, self.store.now()))

    def _shown(self, moment: datetime) -> dict[str, Any]:
        clock = self.store.business_clock
        return {
            "day": moment.date(),
            "time": moment.time().isoformat(timespec="seconds"),
            "movable": isinstance(clock, MovableClock),
        }


def _record(work: Work, *, day: date, time: str | None) -> None:
    work.audit("move business day", day=day.isoformat(), time=time)
