"""The answer to a call, stored together with its effect: a repeated call changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from chassis.domain.call import Answer, Call
from chassis.domain.errors import IdempotencyKeyReused
from chassis.domain.unit_of_work import Document, Work
from chassis.storage.mongo import IDEMPOTENCY

AT, MONEY_AT = "at", "money_at"
"""When an answer was given. Two fields, because each has an index that removes rows by its age."""


def stored(work: Work, calls: Iterable[Call | None]) -> dict[str, Document]:
    """The records of the calls that were answered before, by record id."""
    ids = [call.record_id for call in calls if call and call.record_id]
    if not ids:
        return {}
    found = work.collection(IDEMPOTENCY).find({"_id": {"$in": ids}}, session=work.session)
    return {row["_id"]: row for row in found}


def replayed(call: Call | None, known: dict[str, Document]) -> Any:
    """The stored answer to this call, IdempotencyKeyReused as a value when it was another call,
    None when there is no record."""
    row = known.get(call.record_id or "") if call else None
    if call is None or row is None:
        return None
    if row["body_hash"] != call.body_hash:
        return IdempotencyKeyReused()
    return Answer(orjson.loads(row["answer"]), replayed=True)


def keep(work: Work, answers: Iterable[tuple[Call, Answer]]) -> None:
    """Store fresh answers to calls that have an idempotency key."""
    rows = [
        {
            "_id": call.record_id,
            "body_hash": call.body_hash,
            "answer": orjson.dumps(answer.body),
            MONEY_AT if call.money else AT: work.now,
        }
        for call, answer in answers
        if call.record_id is not None
    ]
    if rows:
        work.collection(IDEMPOTENCY).insert_many(rows, session=work.session)
