"""Loops that run as long as the process and restart when they raise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import eventlet

from chassis.telemetry import log

BACK_OFF_S: Final = (0.2, 0.5, 1, 2, 5)
_log = log.get(__name__)


def back_off(failures: int) -> int:
    """Sleep with back-off; returns `failures + 1`."""
    eventlet.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
    return failures + 1


def repeat(
    step: Callable[[], Any],
    *,
    until: Callable[[], bool],
    away: tuple[type[Exception], ...],
    waiting: Callable[[Exception], Any],
) -> None:
    """Repeat a step, which sleeps as it needs, `until` it is enough; this is asked before the first
    one too. When it raises one of `away`, such as a broker or a database that is gone, `waiting` is
    told and the next step is put off."""
    failures = 0
    while not until():
        try:
            step()
            failures = 0
        except away as gone:
            waiting(gone)
            failures = back_off(failures)


def spawn(container: Any, run: Callable[[], Any], name: str) -> Any:
    """Run a loop in a managed thread of its own, and restart it whenever it raises.

    nameko ends the process when a managed thread raises. A message or a stored row must not cause
    that, so the fault is logged and the loop restarts.
    """

    def outliving() -> None:
        failures = 0
        while True:
            try:
                run()
                return
            except Exception as fault:  # noqa: BLE001 - each loop names what it knows how to meet
                _log.error("loop.failed", loop=name, exc_info=fault)
                failures = back_off(failures)

    return container.spawn_managed_thread(outliving, name)
