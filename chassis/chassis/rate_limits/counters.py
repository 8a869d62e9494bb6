"""The shared count of what callers have taken, in the gateway's store."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import pymongo
from pymongo import ReturnDocument, WriteConcern
from pymongo.errors import DuplicateKeyError

from chassis.domain import Document

WITHIN_S = 0.5
COLLECTION = "quotas"


class Counters(Protocol):
    """Counts per window. `take` adds and answers the sum so far, or raises what a store raises."""

    def take(self, id: str, amount: int, until: datetime) -> int: ...


class StoreCounters:
    """One document per caller and window, removed by the index on `until`.

    Written without waiting for a majority: if a count is lost with a primary, a caller gets some
    extra requests, which is no reason to delay every request.
    """

    def __init__(self, db: Any) -> None:
        self._counts = db.get_collection(COLLECTION, write_concern=WriteConcern(w=1, j=False))

    def take(self, id: str, amount: int, until: datetime) -> int:
        """Raises PyMongoError when the store does not answer in half a second."""
        with pymongo.timeout(WITHIN_S):
            try:
                return self._add(id, amount, until)
            except DuplicateKeyError:
                # Two replicas made the window's document at once; now it is there.
                return self._add(id, amount, until)

    def _add(self, id: str, amount: int, until: datetime) -> int:
        row: Document = self._counts.find_one_and_update(
            {"_id": id},
            {"$inc": {"taken": amount}, "$setOnInsert": {"until": until}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(row["taken"])
