"""Events that wait in the consumer's own store: for a retry, for a predecessor, or for repair.

They wait in the database and not in broker queues because that keeps the order per subject,
lets an operator search and repair, and makes "applied" and "no longer waiting" one transaction.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bson import Binary

from chassis import metrics
from chassis.errors import Early, Refusal
from chassis.event import Event
from chassis.ids import new_id
from chassis.mongo import INBOX, WAITING
from chassis.work import Document, Work

DELAYS_S = (1.0, 5.0, 30.0, 300.0, 1800.0)
EARLY_FOR = timedelta(days=3)
EARLY_MOST_S = 60.0
TO_BE_WAITED, TO_BE_REPAIRED = "waiting", "parked"


def row(
    handler: str, body: bytes, event: Event | None, now: datetime, user_id: str | None
) -> Document:
    """A fresh row for an event that cannot be applied now."""
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
        "tries": 0,
        "first_at": now,
        "due_at": now,
    }


def behind(row: Document) -> Document:
    """Waits until the events of its subject that came before it are done with."""
    return {**row, "cause": {"kind": "behind"}}


def failed(row: Document, error: Exception, now: datetime) -> Document:
    """What becomes of a row after `error`: a later try, or the place for repair.

    The cause names classes, codes and facts, never a message: that might quote a body.
    """
    if isinstance(error, Early):
        waited = now - row["first_at"]
        pause = min(EARLY_MOST_S, 1 + waited.total_seconds() / 10)
        cause: Document = {"kind": "early", "waits_for": error.waits_for}
        later = {**row, "cause": cause, "due_at": now + timedelta(seconds=pause)}
        return later if waited < EARLY_FOR else {**later, "state": TO_BE_REPAIRED}
    tries = row["tries"] + 1
    if isinstance(error, Refusal):
        cause = {"kind": "refused", "code": error.code, "facts": error.facts}
        return {**row, "cause": cause, "tries": tries, "state": TO_BE_REPAIRED}
    cause = {"kind": "failed", "error": type(error).__name__, "at": _place(error)}
    if tries > len(DELAYS_S):
        return {**row, "cause": cause, "tries": tries, "state": TO_BE_REPAIRED}
    due = now + timedelta(seconds=DELAYS_S[tries - 1])
    return {**row, "cause": cause, "tries": tries, "due_at": due}


def _place(error: Exception) -> str | None:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return None
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"


def unreadable(row: Document, reason: Any) -> Document:
    """No number of tries will make this body readable."""
    return {
        **row,
        "cause": {"kind": "invalid", "reason": reason},
        "state": TO_BE_REPAIRED,
    }


def due(db: Any, handler: str, ordered: bool, now: datetime, limit: int) -> list[Document]:
    """Rows whose time has come; of an ordered handler only the first of each subject."""
    wanted = {"handler": handler, "state": TO_BE_WAITED, "due_at": {"$lte": now}}
    rows = list(db[WAITING].find(wanted).sort("_id").limit(limit))
    if not ordered or not rows:
        return rows
    subjects = list({row["subject"] for row in rows})
    heads = db[WAITING].aggregate(
        [
            {"$match": {"handler": handler, "subject": {"$in": subjects}}},
            {"$group": {"_id": "$subject", "first": {"$min": "$_id"}}},
        ]
    )
    first = {head["first"] for head in heads}
    return [row for row in rows if row["_id"] in first]


def measure(db: Any, handler: str) -> None:
    """Set the gauges of one handler."""
    waits = {"handler": handler, "state": TO_BE_WAITED}
    parked = {"handler": handler, "state": TO_BE_REPAIRED}
    metrics.WAITING.labels(handler).set(db[WAITING].count_documents(waits))
    metrics.PARKED_NOW.labels(handler).set(db[WAITING].count_documents(parked))
    oldest = db[WAITING].find_one(waits, ["first_at"], sort=[("first_at", 1)])
    age = datetime.now(UTC) - oldest["first_at"] if oldest else timedelta()
    metrics.WAITING_AGE.labels(handler).set(max(0, age.total_seconds()))


def inbox_row(handler: str, event: Event, now: datetime, **more: Any) -> Document:
    return {
        "_id": inbox_id(handler, event.source, event.id),
        "handler": handler,
        "type": event.type,
        "at": now,
        **more,
    }


def inbox_id(handler: str, source: str, event_id: str) -> str:
    """Producers make their own ids, so an event is known by its source and its id."""
    return f"{handler}|{source}|{event_id}"


def summary(row: Document) -> Document:
    """A row as an operator sees it in a list: everything but the body."""
    shown = (
        "handler",
        "event_id",
        "type",
        "source",
        "subject",
        "sequence",
        "traceparent",
    )
    moments = {name: row[name].isoformat() for name in ("first_at", "due_at")}
    rest = {"state": row["state"], "cause": row["cause"], "tries": row["tries"]}
    return {"parked_id": row["_id"], **{n: row[n] for n in shown}, **rest, **moments}


def replay(work: Work, id: str) -> bool:
    """Let a parked row be tried again at once; False when there is none."""
    again = {
        "$set": {
            "state": TO_BE_WAITED,
            "tries": 0,
            "due_at": work.now,
            "first_at": work.now,
        }
    }
    changed = work.collection(WAITING).update_one(
        {"_id": id, "state": TO_BE_REPAIRED}, again, session=work.session
    )
    return bool(changed.matched_count)


def discard(work: Work, id: str) -> bool:
    """Give up a parked row for good. Its event counts as done with, marked as discarded."""
    row = work.collection(WAITING).find_one_and_delete(
        {"_id": id, "state": TO_BE_REPAIRED}, session=work.session
    )
    if row is None:
        return False
    done = {
        "_id": inbox_id(row["handler"], row["source"] or "", row["event_id"] or row["_id"]),
        "handler": row["handler"],
        "type": row["type"],
        "at": work.now,
        "discarded_by": work.actor.subject if work.actor else None,
    }
    work.collection(INBOX).insert_one(done, session=work.session)
    return True
