"""A right that one process holds at a time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from chassis.ids import new_id
from chassis.mongo import LEASES

LEASE_S = 10


class Lease:
    """A right held by one process at a time, kept in the store and lost by time."""

    def __init__(self, db: Any, name: str) -> None:
        self.db = db
        self.name = name
        self.holder = new_id()
        self._until = 0.0

    @property
    def is_ours(self) -> bool:
        """Whether this process holds the right now, without asking for it."""
        return time.monotonic() < self._until

    def held(self) -> bool:
        """Whether this process holds the right, taking or renewing it as needed."""
        if time.monotonic() < self._until - LEASE_S / 2:
            return True
        asked = time.monotonic()
        now = datetime.now(UTC)
        free = {
            "_id": self.name,
            "$or": [{"holder": self.holder}, {"until": {"$lt": now}}],
        }
        mine = {"$set": {"holder": self.holder, "until": now + timedelta(seconds=LEASE_S)}}
        try:
            self.db[LEASES].find_one_and_update(
                free, mine, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return False
        self._until = asked + LEASE_S
        return True

    def release(self) -> None:
        self._until = 0.0
        self.db[LEASES].delete_one({"_id": self.name, "holder": self.holder})
