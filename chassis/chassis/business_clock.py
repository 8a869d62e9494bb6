"""A business clock that can be moved forward: for a local stack and for tests, never in production.

All processes of a stack read one small JSON file, so that services, gateway, simulators and the
command line agree on the day:

    {"day": "2026-01-01", "time": "09:00:00", "since": "2026-11-30T12:00:00+00:00"}

A `time` stands still. Where it is null the time of day is the real one, and the day goes on with
the real midnights after `since`, when the clock was set.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from chassis.config import SettingsError
from chassis.domain.business_day import POLICY_ZONE, REAL_CLOCK, BusinessClock
from chassis.domain.errors import Refusal


class BusinessDayNotMovable(Refusal):
    """This platform uses the real day."""

    code = "business_day_not_movable"


class BusinessDayPassed(Refusal):
    """The requested day or time is in the past; `day` and `time` are the current ones."""

    code = "business_day_passed"


@dataclass(frozen=True)
class Setting:
    """What the clock was set to: a day, a fixed time or None, and the real time of the setting."""

    day: date
    time: time | None
    since: datetime

    def at(self, now: datetime) -> datetime:
        if self.time is not None:
            return datetime.combine(self.day, self.time, POLICY_ZONE)
        real, began = now.astimezone(POLICY_ZONE), self.since.astimezone(POLICY_ZONE)
        return datetime.combine(self.day + (real.date() - began.date()), real.time(), POLICY_ZONE)

    def as_json(self) -> dict[str, Any]:
        stands = self.time and self.time.isoformat()
        return {"day": self.day.isoformat(), "time": stands, "since": self.since.isoformat()}


class MovableClock:
    """The clock in the file at `path`, which must exist."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int], Setting] | None = None

    def at(self, now: datetime) -> datetime:
        """See BusinessClock."""
        return self._setting().at(now)

    def move(self, day: date, at: time | None, now: datetime) -> datetime:
        """Set the clock forward to `day` and to the fixed time `at`, or to the real time of day
        without one. Returns the new business time. Raises BusinessDayPassed, and changes nothing,
        when that would move the clock back."""
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.must_not_pass(day, at, now)
            _write(self._path, Setting(day, at, now))
        return self.at(now)

    def must_not_pass(self, day: date, at: time | None, now: datetime) -> None:
        """Raises BusinessDayPassed when `move` would do so now."""
        current = self.at(now)
        if Setting(day, at, now).at(now) < current:
            passed = current.isoformat(timespec="seconds")
            raise BusinessDayPassed(day=passed[:10], time=passed[11:19])

    def _setting(self) -> Setting:
        # The file is replaced, never written to, so another setting has another inode or time.
        found = self._path.stat()
        mark = (found.st_ino, found.st_mtime_ns)
        if self._read is None or self._read[0] != mark:
            self._read = (mark, _parse(self._path))
        return self._read[1]


def business_clock(path: str) -> BusinessClock:
    """The movable clock in the file at `path`, or the real clock when `path` is empty. Raises
    SettingsError."""
    if not path:
        return REAL_CLOCK
    clock = MovableClock(Path(path))
    try:
        clock.at(datetime.now(UTC))
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise SettingsError(f"business_clock: {wrong!r} in {path}") from wrong
    return clock


def movable(clock: BusinessClock) -> MovableClock:
    """The clock if it can be moved. Raises BusinessDayNotMovable."""
    if not isinstance(clock, MovableClock):
        raise BusinessDayNotMovable
    return clock


def _parse(path: Path) -> Setting:
    read = json.loads(path.read_bytes())
    stands = read["time"]
    return Setting(
        date.fromisoformat(read["day"]),
        None if stands is None else time.fromisoformat(stands),
        datetime.fromisoformat(read["since"]),
    )


def _write(path: Path, setting: Setting) -> None:
    """Under the lock: a reader sees the old file or the new one, never half of one."""
    made = path.with_suffix(".new")
    made.write_text(json.dumps(setting.as_json()) + "\n", encoding="utf-8")
    os.replace(made, path)
