"""Events that wait in the consumer's own store: for a retry, for a predecessor, or for repair.

They wait in the database and not in broker queues, because that keeps the order per subject, lets
an operator search and repair, and makes "applied" and "no longer waiting" one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import Binary

from chassis.domain.errors import Early, Refusal
from chassis.domain.event import Event
from chassis.domain.unit_of_work import Document
from chassis.ids import new_id
from chassis.storage import cause as causes
from chassis.storage.mongo import WAITING
from chassis.telemetry import metrics

EARLY_FOR = timedelta(days=3)
EARLY_MOST_S = 60.0
TO_BE_WAITED, TO_BE_REPAIRED = "waiting", "parked"
BEHIND = "behind"
PAGE = 1_000


def row(
    handler: str, body: bytes, event: Event | None, now: datetime, user_id: str | None
) -> Document:
    """A new row for an event that cannot be applied now."""
    return {
        "_id": new_id(),
        "handler": handler,
        "event_id": event.id if event else None,
        "type": event.type if event else None,
        "source": event.source if event else None,
        "subject": event.subject if event else None,
        "sequence": event.sequence if event else None,
        "traceparent": event.traceparent if event else None,
        "body": Binary(body),
        "user_id": user_id,
        "state": TO_BE_WAITED,
        "cause": None,
        "label": None,
        "tries": 0,
        "untried": True,
        "first_at": now,
        "due_at": now,
    }


def behind(row: Document) -> Document:
    """Waits until the earlier events of its subject are handled."""
    return {**row, "cause": {"kind": BEHIND}, "label": BEHIND}


def failed(row: Document, error: Exception, now: datetime, delays_s: Sequence[float]) -> Document:
    """A row after `error`: due for another try while delays are left, else parked for repair."""
    cause = causes.of(error)
    row = {**row, "cause": cause, "label": causes.label(cause), "untried": False}
    if isinstance(error, Early):
        waited = now - row["first_at"]
        pause = min(EARLY_MOST_S, 1 + waited.total_seconds() / 10)
        if waited < EARLY_FOR:
            return {**row, "due_at": now + timedelta(seconds=pause)}
        return _parked(row, now)
    row["tries"] += 1
    if isinstance(error, Refusal) or row["tries"] > len(delays_s):
        return _parked(row, now)
    return {**row, "due_at": now + timedelta(seconds=delays_s[row["tries"] - 1])}


def unreadable(row: Document, reason: Any, now: datetime) -> Document:
    """A row that is parked at once: no number of tries makes its body readable."""
    cause = causes.invalid(reason)
    return _parked({**row, "cause": cause, "label": causes.label(cause), "untried": False}, now)


def _parked(row: Document, now: datetime) -> Document:
    return {**row, "state": TO_BE_REPAIRED, "parked_at": now}


def due(db: Any, handler: str, ordered: bool, now: datetime, limit: int) -> list[Document]:
    """Rows whose time has come, at most `limit`; of an ordered handler only the first of each
    subject. However many wait behind one that is parked, those of other subjects are found."""
    wanted = {"handler": handler, "state": TO_BE_WAITED, "due_at": {"$lte": now}}
    if not ordered:
        return list(db[WAITING].find(wanted).sort("_id").limit(limit))
    ids: list[str] = []
    after: Document = {}
    while len(ids) < limit:
        found = db[WAITING].find({**wanted, **after}, projection=["subject"])
        page = list(found.sort("_id").limit(PAGE))
        ids += _heads(db, handler, page)
        if len(page) < PAGE:
            break
        after = {"_id": {"$gt": page[-1]["_id"]}}
    return list(db[WAITING].find({"_id": {"$in": ids[:limit]}}).sort("_id")) if ids else []


def _heads(db: Any, handler: str, rows: Sequence[Document]) -> list[str]:
    """The ids of the rows that wait behind no other: the first of each subject, and those without a
    subject, which could not be read."""
    subjects = list({row["subject"] for row in rows if row["subject"] is not None})
    found = db[WAITING].aggregate(
        [
            {"$match": {"handler": handler, "subject": {"$in": subjects}}},
            {"$group": {"_id": "$subject", "first": {"$min": "$_id"}}},
        ]
    )
    first = {head["first"] for head in found}
    return [row["_id"] for row in rows if row["subject"] is None or row["_id"] in first]


def measure(db: Any, handler: str, now: datetime) -> None:
    """Set the gauges of one handler."""
    waits = {"handler": handler, "state": TO_BE_WAITED}
    parked = {"handler": handler, "state": TO_BE_REPAIRED}
    metrics.WAITING.labels(handler).set(db[WAITING].count_documents(waits))
    metrics.PARKED_NOW.labels(handler).set(db[WAITING].count_documents(parked))
    oldest = db[WAITING].find_one(waits, ["first_at"], sort=[("first_at", 1)])
    metrics.age(metrics.WAITING_AGE.labels(handler), oldest and oldest["first_at"], now)
