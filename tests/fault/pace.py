"""Load and faults keep step, so that neither is over long before the other."""

from __future__ import annotations

import threading
import time

AHEAD = 0.04
"""How far, as a part of the whole, one may be ahead of the other."""

TRICKLE_S = 1.5
"""The load is never still: faults that wait for a service to do something need it."""

LOOK_EVERY_S = 0.05


class Pace:
    """Counts acts and faults of a run that has so many of each."""

    def __init__(self, acts: int, faults: int) -> None:
        self._acts, self._faults = acts, faults
        self._acted = self._struck = 0
        self._lock = threading.Lock()
        self.over = threading.Event()

    def act(self, many: int = 1) -> None:
        """Before `many` acts of the load: waits a moment while the load is ahead."""
        end = time.monotonic() + TRICKLE_S
        while self._progress() > AHEAD and time.monotonic() < end and not self.over.is_set():
            time.sleep(LOOK_EVERY_S)
        with self._lock:
            self._acted += many

    def may_strike(self) -> bool:
        """Before a fault: waits while the faults are ahead; False when the run is over."""
        while self._progress() < -AHEAD and not self.over.is_set():
            time.sleep(LOOK_EVERY_S)
        return not self.over.is_set()

    def struck(self) -> None:
        with self._lock:
            self._struck += 1

    def shown(self) -> str:
        return f"{self._acted}/{self._acts} acts, {self._struck}/{self._faults} faults"

    def _progress(self) -> float:
        """How far the load is ahead of the faults."""
        if self._struck >= self._faults:
            return 0.0
        return min(1.0, self._acted / self._acts) - self._struck / self._faults
