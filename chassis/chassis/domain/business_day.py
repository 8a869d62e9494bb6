"""The business day: the day that rules compare and by which things are due.

Rules count days in Asia/Shanghai. What is stored, leased, signed or expires is dated by the real
time of the database instead (ADR 20), and no rule compares the two: a day that a rule needs later
is stored as a business day beside the stored time (ADR 55).
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

POLICY_ZONE = ZoneInfo("Asia/Shanghai")


class BusinessClock(Protocol):
    """Tells the business day and its time of day."""

    def at(self, now: datetime) -> datetime:
        """The business day and its time of day, in Asia/Shanghai, at the real time `now`."""
        ...


class RealClock:
    """The business day is the real day, as on every platform but a stack for tests."""

    def at(self, now: datetime) -> datetime:
        return now.astimezone(POLICY_ZONE)


REAL_CLOCK = RealClock()
