"""The transactional outbox of a process; a timer of the service publishes it."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pymongo.client_session import ClientSession

BATCH = 500


def put(rows: Any, session: ClientSession, events: list[tuple[str, dict[str, Any]]]) -> None:
    """Store (type, data) pairs in the session's transaction."""
    now = datetime.now(UTC)
    rows.insert_many(
        [
            {"_id": new_id(), "type": type, "data": data, "unsent": True, "at": now}
            for type, data in events
        ],
        session=session,
    )


def publish(rows: Any, dispatch: Callable[[str, Any], None]) -> None:
    """Publish what is unsent, in order; nameko waits for the confirm of each."""
    while found := list(rows.find({"unsent": True}).sort("_id").limit(BATCH)):
        for row in found:
            dispatch(row["type"], row["data"])
        sent = {"$set": {"sent_at": datetime.now(UTC)}, "$unset": {"unsent": ""}}
        rows.update_many({"_id": {"$in": [row["_id"] for row in found]}}, sent)


def new_id() -> str:
    """Sorts by the moment of its making."""
    moment = int(datetime.now(UTC).timestamp() * 1000)
    return f"{moment:013x}-{uuid.uuid4().hex[:19]}"
