"""Keeps one slow service from delaying the others: a bound on concurrent calls, and a breaker.

A call that waits for its deadline holds one of the gateway's connections meanwhile. After several
timeouts in a row calls fail fast, and one call at a time tests whether the service is back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chassis.domain import Unavailable
from gateway import metrics

OPENS_AFTER = 5
OPEN_S = 2.0
SLOW = frozenset({"deadline", "database"})
"""Why a call ended that had to wait. `not running` and `broker` are told at once by themselves."""


class Breaker:
    """The breaker of one service. At most `most` calls may be under way."""

    def __init__(
        self, service: str, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._service = service
        self._most = most
        self._clock = clock
        self._under_way = 0
        self._failed = 0
        self._closed_at = 0.0
        self._trying = False
        metrics.BREAKER_OPEN.labels(service).set(0)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Wraps a call. Raises Unavailable when the call would be pointless."""
        self._admit()
        tries = self._failed >= OPENS_AFTER
        self._under_way += 1
        self._trying = self._trying or tries
        try:
            yield
        except Unavailable as away:
            if away.reason in SLOW:
                self._fail()
            raise
        except Exception:
            self._close()
            raise
        else:
            self._close()
        finally:
            self._under_way -= 1
            if tries:
                self._trying = False

    def _admit(self) -> None:
        if self._under_way >= self._most:
            self._refuse("busy")
        if self._failed >= OPENS_AFTER and (self._trying or self._clock() < self._closed_at):
            self._refuse("breaker")

    def _refuse(self, reason: str) -> None:
        metrics.CALLS_REFUSED.labels(self._service, reason).inc()
        raise Unavailable(self._service, reason)

    def _fail(self) -> None:
        self._failed += 1
        if self._failed >= OPENS_AFTER:
            self._closed_at = self._clock() + OPEN_S
            metrics.BREAKER_OPEN.labels(self._service).set(1)

    def _close(self) -> None:
        if self._failed:
            self._failed = 0
            metrics.BREAKER_OPEN.labels(self._service).set(0)
