"""The audit records of a service in MongoDB: added in a transaction, found by what they are about.

They are in a database of their own, `<store>_audit`. Its collections and indexes are made by who
sets the database up, because a right to make indexes is a right to delete: an index may expire.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo.database import Database

from chassis.domain import audit
from chassis.domain.unit_of_work import Document

PENDING = "audit_pending"
"""In the service's own store: the ids of records that no seal covers yet."""

RECORDS, SEALS = "records", "seals"
FOUND_BY = ("person_id", "partner_id", "parked_id", "job_id")
"""What records are found by; each has an index with `_id` behind it, of those that have it."""

OWN = ("at", "who", "role", "action", "reason")
SHOWN = (
    *OWN,
    *FOUND_BY,
    *("events", "query", "handler", "type", "source", "event_id"),
    *("sha256", "sha256_after", "by", "purpose"),
)


def database(db: Database[Document]) -> Database[Document]:
    """The audit database beside a service's own."""
    return db.client[name(db.name)]


def name(store: str) -> str:
    return f"{store}_audit"


def put(db: Any, session: Any, records: Sequence[Document]) -> None:
    """Add records within a transaction, and note that they are to be sealed."""
    database(db)[RECORDS].insert_many(records, session=session)
    db[PENDING].insert_many(
        [{"_id": one["_id"], "at": one["at"]} for one in records], session=session
    )


def page(db: Any, wanted: Document, before: str | None, limit: int) -> list[Document]:
    """Records as they are shown, newest first, older than the one that `before` names."""
    older = {"_id": {"$lt": before}} if before else {}
    found = database(db)[RECORDS].find({**wanted, **older}).sort("_id", -1).limit(limit)
    return [shown(row) for row in found]


def shown(row: Document) -> Document:
    """A record with the facts that have no column of their own under `more`."""
    known = {name: row[name] for name in SHOWN if name in row}
    more = {name: row[name] for name in row.keys() - known.keys() - {"_id"}}
    return {"audit_id": row["_id"], **known, "at": audit.moment(row["at"]), "more": more}
