"""Orders to a running service: die at a point, or have a wrong clock."""

from __future__ import annotations

import inspect
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import orjson

LOOK_EVERY_S = 0.1
ASKERS = ("chassis.", "gateway.", "jwt.")
"""Whose modules read the wall clock; services are handed the time by the chassis."""

_true_time, _true_time_ns = time.time, time.time_ns


def give(file: Path, **orders: Any) -> None:
    """Replace the orders in `file`, whole or not at all."""
    draft = file.with_suffix(".draft")
    draft.write_bytes(orjson.dumps(orders))
    draft.replace(file)


def pending(file: Path) -> dict[str, Any]:
    """The orders that were given and not carried out."""
    try:
        found: dict[str, Any] = orjson.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    return found


class Obedient:
    """Carries out the orders in a file, inside of the service that it was started in."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._point: str | None = None
        self._after = 0
        self._clock_s = 0.0
        self._seen: dict[str, Any] = {}

    def listen(self, sleep: Callable[[float], object]) -> None:
        while True:
            orders = pending(self._file)
            if orders != self._seen:
                self._seen = orders
                self._point, self._after = orders.get("point"), orders.get("after", 1)
                self._clock_s = orders.get("clock_s", 0.0)
                if self._clock_s and time.time is _true_time:
                    self._rule_the_clock()
            sleep(LOOK_EVERY_S)

    def reached(self, point: str) -> None:
        """What takes the place of `chassis.failpoints.reached`."""
        if point != self._point:
            return
        self._after -= 1
        if self._after <= 0:
            # The order goes first, or the next process would die of it too.
            self._file.unlink(missing_ok=True)
            os.kill(os.getpid(), signal.SIGKILL)

    def _rule_the_clock(self) -> None:
        """Put a clock that can be wrong where our code reads the wall clock.

        Each module that asks `datetime` for the time is given a stand-in for it; those that only
        name the type keep the type. libfaketime (0.9.10) cannot be used: with a true monotonic
        clock, which everything else needs, it makes each sleep of Python fail.
        """
        time.time = self._time
        time.time_ns = lambda: _true_time_ns() + int(self._clock_s * 1e9)
        stand_in = _stand_in(self._time)
        for name, module in list(sys.modules.items()):
            asks = name.startswith(ASKERS) and getattr(module, "datetime", None) is datetime
            if asks and "datetime.now(" in inspect.getsource(module):
                module.datetime = stand_in  # type: ignore[attr-defined]  # it was looked up

    def _time(self) -> float:
        return _true_time() + self._clock_s


def _stand_in(now: Callable[[], float]) -> Any:
    class Delegating(type):
        def __getattr__(cls, name: str) -> Any:
            return getattr(datetime, name)

        def __call__(cls, *parts: Any, **named: Any) -> datetime:
            return datetime(*parts, **named)  # noqa: DTZ001 - whatever the caller asks for

        def __instancecheck__(cls, one: Any) -> bool:
            return isinstance(one, datetime)

    class Wrong(metaclass=Delegating):
        @staticmethod
        def now(tz: tzinfo | None = None) -> datetime:
            return datetime.fromtimestamp(now(), tz)

    return Wrong
