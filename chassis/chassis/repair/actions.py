"""Repairs of parked events: replay, discard, or edit with a second person's approval.

Each is recorded with who and why, in the transaction of the repair itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bson import Binary

from chassis import cloudevents, masking
from chassis.domain import audit
from chassis.domain.errors import Refusal
from chassis.domain.event import Event
from chassis.domain.unit_of_work import Document, Work
from chassis.storage import inbox, waiting
from chassis.storage.mongo import WAITING
from chassis.storage.waiting import TO_BE_REPAIRED, TO_BE_WAITED

Reader = Callable[[Document, bytes], Event]
"""`read(row, body)` is the event as the row's handler reads it; raises EditUnreadable."""


class ParkedNotFound(Refusal):
    """No parked event of this service has this id."""

    code = "parked_event_not_found"


class EditUnreadable(Refusal):
    """The edited body is not an event that the handler can read; `why` says what is wrong."""

    code = "edit_unreadable"


class EditOfAnother(Refusal):
    """The edited body has another id or source than the event it would replace."""

    code = "edit_of_another_event"


class EditNotFound(Refusal):
    """No edit of this event was proposed, or a different one than the one being approved."""

    code = "edit_not_found"


class EditByApprover(Refusal):
    """The person who proposed an edit may not approve it."""

    code = "edit_needs_second_person"


def find(db: Any, parked_id: str) -> Document:
    """The row, whether it is parked or still waits."""
    row: Document | None = db[WAITING].find_one({"_id": parked_id})
    if row is None:
        raise ParkedNotFound(parked_id=parked_id)
    return row


def replay(work: Work, *, parked_id: str, reason: str | None) -> Document:
    replay_rows(work, [_parked(work, parked_id)], reason)
    return {"parked_id": parked_id, "state": "replayed"}


def discard(work: Work, *, parked_id: str, reason: str) -> Document:
    discard_rows(work, [_parked(work, parked_id)], reason)
    return {"parked_id": parked_id, "state": "discarded"}


def reveal(work: Work, *, parked_id: str, reason: str) -> Document:
    """Record that somebody looks at an event with nothing masked."""
    row = work.collection(WAITING).find_one({"_id": parked_id}, session=work.session)
    if row is None:
        raise ParkedNotFound(parked_id=parked_id)
    audit.record_parked(work, "reveal", reason, [row])
    return {"parked_id": parked_id}


def propose(work: Work, read: Reader, *, parked_id: str, event: Document, reason: str) -> Document:
    """Keep a changed body beside the parked one until another person approves it."""
    row, body = _parked(work, parked_id), cloudevents.encode(event)
    changed = read(row, body)
    if row["event_id"] and (changed.id, changed.source) != (row["event_id"], row["source"]):
        raise EditOfAnother(id=masking.text(row["event_id"]), source=masking.text(row["source"]))
    edit = {
        "body": Binary(body),
        "sha256": audit.digest(body),
        "by": _who(work),
        "at": work.now,
        "reason": reason,
    }
    audit.record_parked(work, "edit", reason, [row], sha256_after=edit["sha256"])
    _set(work, [row], {"edit": edit})
    return {"parked_id": parked_id, "state": "proposed", "sha256": edit["sha256"]}


def approve(work: Work, read: Reader, *, parked_id: str, sha256: str) -> Document:
    """Put the proposed body in the place of the parked one and try it at once."""
    row = _parked(work, parked_id)
    edit = row.get("edit")
    if edit is None or edit["sha256"] != sha256:
        raise EditNotFound(parked_id=parked_id)
    if edit["by"] == _who(work):
        raise EditByApprover(by=edit["by"])
    event = read(row, edit["body"])
    audit.record_parked(work, "approve", edit["reason"], [row], sha256_after=sha256, by=edit["by"])
    changed = waiting.row(row["handler"], edit["body"], event, work.now, row["user_id"])
    names = ("event_id", "type", "source", "subject", "sequence", "traceparent", "body")
    _set(work, [row], {**_again(work), **{name: changed[name] for name in names}}, ["edit"])
    return {"parked_id": parked_id, "state": "replayed", "sha256": sha256}


def replay_rows(
    work: Work, rows: Sequence[Document], reason: str | None, job_id: str | None = None
) -> None:
    """Let parked rows be tried again at once."""
    audit.record_parked(work, "replay", reason, list(rows), job_id=job_id)
    _set(work, rows, _again(work), job_id=job_id)


def discard_rows(
    work: Work, rows: Sequence[Document], reason: str, job_id: str | None = None
) -> None:
    """Give parked rows up for good. What waits behind them goes on."""
    audit.record_parked(work, "discard", reason, list(rows), job_id=job_id)
    keys: dict[str, list[str]] = {}
    for row in rows:
        key = inbox.key(row["source"] or "", row["event_id"] or row["_id"])
        keys.setdefault(row["handler"], []).append(key)
    for handler, events in keys.items():
        inbox.put_discarded(work, handler, events)
    ids = [row["_id"] for row in rows]
    work.collection(WAITING).delete_many({"_id": {"$in": ids}}, session=work.session)


def _parked(work: Work, parked_id: str) -> Document:
    row: Document | None = work.collection(WAITING).find_one(
        {"_id": parked_id, "state": TO_BE_REPAIRED}, session=work.session
    )
    if row is None:
        raise ParkedNotFound(parked_id=parked_id)
    return row


def _again(work: Work) -> Document:
    at_once = {"due_at": work.now, "first_at": work.now}
    return {"state": TO_BE_WAITED, "tries": 0, "untried": True, **at_once}


def _set(
    work: Work,
    rows: Sequence[Document],
    changes: Document,
    gone: Sequence[str] = (),
    job_id: str | None = None,
) -> None:
    update: Document = {"$set": changes}
    if gone:
        update["$unset"] = dict.fromkeys(gone, "")
    if job_id:
        update["$addToSet"] = {"jobs": job_id}
    ids = [row["_id"] for row in rows]
    work.collection(WAITING).update_many({"_id": {"$in": ids}}, update, session=work.session)


def _who(work: Work) -> str | None:
    return work.actor.subject if work.actor else None
