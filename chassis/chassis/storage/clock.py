"""One clock for stored times: the database's, whatever this machine's clock says.

A process whose clock is an hour ahead would date due times an hour late, for all others too. So a
process asks the database for the time now and then, and extrapolates in between.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.errors import PyMongoError

ASK_EVERY_S = 10.0


Told = tuple[datetime, float]
"""A time, and when by our own monotonic clock it was so."""


class Clock:
    """The time of the database behind `db`."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._told: Told | None = None
        self._ask_at = 0.0

    def now(self) -> datetime:
        """The time, aware, to the millisecond that MongoDB keeps. Raises PyMongoError while the
        database is away and has never answered before."""
        told = self._told
        if told is None or time.monotonic() >= self._ask_at:
            told = self._told = self._ask(told)
        moment, at = told
        now = moment + timedelta(seconds=time.monotonic() - at)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def _ask(self, known: Told | None) -> Told:
        asked_at = time.monotonic()
        # Set before asking: one green thread asks, and those who know a time go on meanwhile.
        self._ask_at = asked_at + ASK_EVERY_S
        try:
            moment = self._db.client.admin.command("hello")["localTime"]
        except PyMongoError:
            if known is None:
                raise
            return known
        answered_at = time.monotonic()
        # The driver decodes what a command answers without a zone, whatever the client was told.
        aware = moment.replace(tzinfo=UTC)
        return aware + timedelta(seconds=(answered_at - asked_at) / 2), answered_at
