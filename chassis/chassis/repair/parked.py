"""What operators see of waiting and parked events: lists, groups by cause, and details."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis import masking
from chassis.codec import utc
from chassis.domain import audit
from chassis.domain.unit_of_work import Document
from chassis.storage.mongo import WAITING
from chassis.storage.waiting import BEHIND, TO_BE_REPAIRED

SHOWN = ("handler", "type", "sequence", "traceparent", "state", "cause", "tries", "label")
MASKED = ("event_id", "source", "subject")
MOMENTS = ("first_at", "due_at", "parked_at")
GROUPS_MOST = 500
REVEALED_MOST = 1_000_000


def wanted(query: Document) -> Document:
    """The filter of a query: state, handler, type, cause (its label), since and until, which apply
    to the time of parking, or of the first try for events that still wait."""
    state = query.get("state") or TO_BE_REPAIRED
    found: Document = {"state": state}
    for name, field in (("handler", "handler"), ("type", "type"), ("cause", "label")):
        if query.get(name):
            found[field] = query[name]
    moment = {
        "$gte" if name == "since" else "$lt": query[name]
        for name in ("since", "until")
        if query.get(name)
    }
    if moment:
        found["parked_at" if state == TO_BE_REPAIRED else "first_at"] = moment
    return found


def page(db: Any, query: Document) -> Document:
    """Rows without their bodies, oldest first, and the cursor of the next page: at most `limit`
    (50 unless the query says) behind the one that `cursor` names."""
    found, limit = wanted(query), query.get("limit", 50)
    if "cursor" in query:
        found["_id"] = {"$gt": query["cursor"]}
    rows = db[WAITING].find(found, projection={"body": 0, "edit": 0})
    shown = [summary(row) for row in rows.sort("_id").limit(limit + 1)]
    more = len(shown) > limit
    shown = shown[:limit]
    return {"rows": shown, "next_cursor": shown[-1]["parked_id"] if more else None}


def groups(db: Any, query: Document) -> list[Document]:
    """Counts by handler, type and cause, the largest first, with oldest and newest moment."""
    found = wanted(query)
    moment = "$parked_at" if found["state"] == TO_BE_REPAIRED else "$first_at"
    stages = [
        {"$match": found},
        {
            "$group": {
                "_id": {"handler": "$handler", "type": "$type", "cause": "$label"},
                "count": {"$sum": 1},
                "oldest": {"$min": moment},
                "newest": {"$max": moment},
            }
        },
        {"$sort": {"count": -1, "_id": 1}},
        {"$limit": GROUPS_MOST},
    ]
    return [_group(row) for row in db[WAITING].aggregate(stages)]


def details(db: Any, row: Document, reveal: bool = False) -> Document:
    """One row with its body, masked unless revealed, the proposed edit, and the number of events of
    its subject that wait behind it."""
    behind = {"handler": row["handler"], "subject": row["subject"], "label": BEHIND}
    edit = row.get("edit")
    return {
        **summary(row, reveal),
        "bytes": len(row["body"]),
        "sha256": audit.digest(row["body"]),
        "body": _body(row["body"], reveal),
        "masked": not reveal,
        "behind": db[WAITING].count_documents(behind) if row["subject"] else 0,
        "edit": edit and _edit(edit, reveal),
    }


def summary(row: Document, reveal: bool = False) -> Document:
    """A row as a list shows it: everything but the body."""
    ids = {name: row[name] for name in MASKED}
    if not reveal:
        ids = {name: id and masking.text(id) for name, id in ids.items()}
    moments = {name: _moment(row.get(name)) for name in MOMENTS}
    return {"parked_id": row["_id"], **{n: row[n] for n in SHOWN}, **ids, **moments}


def _body(body: bytes, reveal: bool) -> str:
    return masking.cut(masking.readable(body), REVEALED_MOST) if reveal else masking.body(body)


def _edit(edit: Document, reveal: bool) -> Document:
    shown = {name: edit[name] for name in ("by", "reason", "sha256")}
    return {**shown, "at": _moment(edit["at"]), "body": _body(edit["body"], reveal)}


def _group(row: Document) -> Document:
    moments = {name: _moment(row[name]) for name in ("oldest", "newest")}
    return {**row["_id"], "count": row["count"], **moments}


def _moment(moment: datetime | None) -> str | None:
    return utc(moment) if moment else None
