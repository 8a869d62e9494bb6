"""Rate limits: replicas draw shares of a quota from shared counters and spend them locally.

A share is a twentieth of the quota, so at most one request in twenty reads the store, and the sum
over all replicas never exceeds the quota. What a replica has drawn and not spent when the window
ends is forfeited.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from eventlet.semaphore import Semaphore
from pymongo.errors import PyMongoError

from chassis.rate_limits.counters import Counters
from chassis.rate_limits.quota import Quota, Quotas, Standing
from chassis.recent import Recent
from chassis.telemetry import log

SHARES = 20
HELD_MOST = 50_000
ALONE_S = 5.0
_log = log.get(__name__)


@dataclass
class _Window:
    """A window of one caller as this process knows it: `left` of what it drew is unspent, `taken`
    is what all replicas had drawn when it last asked."""

    number: int
    left: int = 0
    taken: int = 0
    drawing: Semaphore = field(default_factory=Semaphore)


class Limiter:
    """Decides whether a caller may make another request.

    Fails open: without the counters a replica counts locally, and asks them again after five
    seconds.
    """

    def __init__(
        self, quotas: Quotas, counters: Counters, clock: Callable[[], float] = time.time
    ) -> None:
        self._quotas = quotas
        self._counters = counters
        self._clock = clock
        self._windows: Recent[tuple[str, str], _Window] = Recent(HELD_MOST)
        self._alone_until = 0.0

    def take(
        self, policy: str, caller: str, amount: int = 1, quota: Quota | None = None
    ) -> Standing:
        """Spend one request of the caller's quota under a policy, or `amount` at once, all or
        nothing.

        `quota` replaces the policy's when the caller has one of its own. Raises KeyError for a
        policy without a quota.
        """
        quota = quota or self._quotas[policy]
        # Windows of different callers end at different times, lest all come back at once.
        offset = int.from_bytes(hashlib.blake2b(caller.encode(), digest_size=2).digest())
        moment = self._clock() + offset % quota.within_s
        number = int(moment // quota.within_s)
        ends_in_s = (number + 1) * quota.within_s - moment
        window = self._window(policy, caller, number)
        if window.left < amount and window.taken < quota.requests:
            self._draw(policy, caller, quota, window, ends_in_s, amount)
        allowed = window.left >= amount
        window.left -= amount if allowed else 0
        remaining = max(0, quota.requests - window.taken) + window.left
        return Standing(policy, quota, allowed, remaining, math.ceil(ends_in_s))

    def _window(self, policy: str, caller: str, number: int) -> _Window:
        key = (policy, caller)
        window = self._windows.get(key)
        if window is None or window.number != number:
            window = _Window(number)
        return self._windows.put(key, window)

    def _draw(
        self,
        policy: str,
        caller: str,
        quota: Quota,
        window: _Window,
        ends_in_s: float,
        amount: int,
    ) -> None:
        with window.drawing:
            # Who waited here finds what the one before drew.
            if window.left >= amount or window.taken >= quota.requests:
                return
            share = max(amount - window.left, quota.requests // SHARES)
            before = window.taken
            after = self._asked(policy, caller, window, share, ends_in_s)
            window.left += max(0, min(share, quota.requests - (after - share)))
            window.taken = max(before, after)

    def _asked(
        self, policy: str, caller: str, window: _Window, share: int, ends_in_s: float
    ) -> int:
        """The sum that all have drawn, this share included."""
        if self._clock() < self._alone_until:
            return window.taken + share
        digest = hashlib.blake2b(caller.encode(), digest_size=12).hexdigest()
        until = datetime.fromtimestamp(self._clock() + ends_in_s, UTC) + timedelta(seconds=60)
        try:
            return self._counters.take(f"{policy}:{window.number}:{digest}", share, until)
        except PyMongoError as away:
            self._alone_until = self._clock() + ALONE_S
            _log.warning("limits.alone", error=type(away).__name__, for_s=ALONE_S)
            return window.taken + share
