"""`@every(seconds=...)`: periodic work inside a service."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from nameko.timer import Timer

from chassis.telemetry import log

_log = log.get(__name__)


def every(seconds: float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run a method again and again, one run at a time in this process.

    Other replicas run it too, so rows must be claimed. A failure is logged and does not end it.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def guarded(self: Any) -> None:
            try:
                method(self)
            except Exception as error:  # noqa: BLE001 - the next run may succeed
                _log.warning("timer.failed", method=method.__name__, exc_info=error)

        return Timer.decorator(interval=seconds)(guarded)

    return decorate
