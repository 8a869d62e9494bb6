"""Looks up partners without asking the store for each request."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chassis.recent import Recent
from partners.registry.partner import Partner

if TYPE_CHECKING:
    from partners.store import PartnersWork

KEPT_S = 2.0
"""A change of a partner is seen by every replica within this time."""

KEPT_MOST = 10_000


class Registry:
    """Finds partners; what it found it remembers for two seconds, that there is none too."""

    def __init__(self, store: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._known: Recent[str, tuple[Partner | None, float]] = Recent(KEPT_MOST)

    def find(self, partner_id: str) -> Partner | None:
        """Raises Unavailable when the store is away and the partner is not remembered."""
        known = self._known.get(partner_id)
        if known and self._clock() < known[1]:
            return known[0]
        found: Partner | None = self._store.read(_found, partner_id=partner_id)
        self._known.put(partner_id, (found, self._clock() + KEPT_S))
        return found

    def now(self) -> datetime:
        """The time of the store's clock. Raises Unavailable when it was never asked."""
        moment: datetime = self._store.read(_now)
        return moment


def _found(work: PartnersWork, *, partner_id: str) -> Partner | None:
    return work.partners.find(partner_id)


def _now(work: PartnersWork) -> datetime:
    return work.now
