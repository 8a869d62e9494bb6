"""A lease: an exclusive lock that expires unless it is renewed."""

from __future__ import annotations

import time
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from chassis.ids import new_id
from chassis.storage.mongo import LEASES

LEASE_S = 10


class Lease:
    """An exclusive lock in the store, held by one process at a time, that expires unless it is
    renewed."""

    def __init__(self, db: Any, name: str) -> None:
        self.db = db
        self.name = name
        self.holder = new_id()
        self._until = 0.0

    @property
    def is_ours(self) -> bool:
        """Whether this process holds the lease now, without trying to take it."""
        return time.monotonic() < self._until

    def held(self) -> bool:
        """Whether this process holds the lease, taking or renewing it as needed."""
        if time.monotonic() < self._until - LEASE_S / 2:
            return True
        asked = time.monotonic()
        try:
            row = self.db[LEASES].find_one_and_update(
                {"_id": self.name},
                _taking(self.holder),
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:
            return False
        if row["holder"] != self.holder:
            return False
        self._until = asked + LEASE_S
        return True

    def release(self) -> None:
        self._until = 0.0
        self.db[LEASES].delete_one({"_id": self.name, "holder": self.holder})


def _taking(holder: str) -> list[dict[str, Any]]:
    """The update that takes or renews a lease which is ours or has expired.

    It reads the database's clock: a wrong clock of ours could take a lease that another process
    holds, or keep one for hours after its holder's death.
    """
    ours = {"$or": [{"$eq": ["$holder", holder]}, {"$lt": ["$until", "$$NOW"]}]}
    fresh = {"holder": holder, "until": {"$add": ["$$NOW", LEASE_S * 1000]}}
    # A missing `until` is less than any time, so that a new lease is taken by whoever asks.
    return [{"$set": {name: {"$cond": [ours, new, f"${name}"]} for name, new in fresh.items()}}]
