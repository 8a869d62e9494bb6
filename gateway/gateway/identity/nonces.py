"""Used signatures, shared by all replicas, so that none is accepted twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from pymongo.errors import DuplicateKeyError, PyMongoError

from chassis.domain import Unavailable

COLLECTION = "nonces"


class Nonces(Protocol):
    def take(self, nonce: str, until: float) -> bool:
        """Whether it is new; it is known from now on, at least until that time (epoch seconds).
        Raises Unavailable: what cannot be checked is not let in."""
        ...


class StoreNonces:
    """Nonces in the gateway's store. A unique key decides between two replicas."""

    def __init__(self, db: Any) -> None:
        self._db = db

    def take(self, nonce: str, until: float) -> bool:
        try:
            row = {"_id": nonce, "until": datetime.fromtimestamp(until, UTC)}
            self._db[COLLECTION].insert_one(row)
        except DuplicateKeyError:
            return False
        except PyMongoError as away:
            raise Unavailable("gateway", "database") from away
        return True
