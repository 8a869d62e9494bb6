"""Who looked at, changed or gave up which event, and why. Records are added and never changed."""

from __future__ import annotations

import hashlib
from typing import Any

from chassis import masking
from chassis.mongo import AUDIT
from chassis.work import Document, Work


def record(work: Work, action: str, reason: str | None, rows: list[Document], **more: Any) -> None:
    """One record for each row concerned, within the transaction of the action itself."""
    _insert(work, [{**_about(row), **more} for row in rows], action, reason)


def record_job(
    work: Work, action: str, reason: str | None, job_id: str | None, **more: Any
) -> None:
    """One record of what concerns many events at once."""
    _insert(work, [{"job_id": job_id, **more}], action, reason)


def digest(body: bytes) -> str:
    """SHA-256 of a body, in hex: what it was can be proved later without keeping it."""
    return hashlib.sha256(body).hexdigest()


def page(db: Any, wanted: Document, before: str | None, limit: int) -> list[Document]:
    """Records, newest first, older than the one that `before` names."""
    older = {"_id": {"$lt": before}} if before else {}
    found = db[AUDIT].find({**wanted, **older}).sort("_id", -1).limit(limit)
    return [_shown(row) for row in found]


def _insert(work: Work, records: list[Document], action: str, reason: str | None) -> None:
    who = work.actor
    common = {
        "at": work.now,
        "who": who.subject if who else None,
        "role": who.role if who else None,
        "action": action,
        "reason": reason,
    }
    documents = [{"_id": work.new_id(), **common, **one} for one in records]
    if documents:
        work.collection(AUDIT).insert_many(documents, session=work.session)


def _about(row: Document) -> Document:
    names = ("handler", "type", "source", "event_id")
    about = {name: row[name] for name in names}
    return {"parked_id": row["_id"], **about, "sha256": digest(row["body"])}


def _shown(row: Document) -> Document:
    shown = {**row, "audit_id": row["_id"], "at": row["at"].isoformat()}
    del shown["_id"]
    for name in ("source", "event_id"):
        if shown.get(name):
            shown[name] = masking.text(shown[name])
    return shown
