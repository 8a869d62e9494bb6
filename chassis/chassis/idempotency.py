"""The answer to a call, stored beside its effect, so that asking again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from chassis.call import Answer, Call
from chassis.errors import IdempotencyKeyReused, Refusal
from chassis.mongo import IDEMPOTENCY
from chassis.work import Document, Work

Asked = tuple[Call | None, Document]


def answer_all(
    work: Work, decide: Callable[[list[Document]], Sequence[Any]], asked: Sequence[Asked]
) -> list[Any]:
    """An outcome for each (call, command): the stored answer, a fresh one, or a refusal.

    `decide` is given the commands that have no stored answer, and returns a result or a Refusal
    for each. Fresh answers are stored in the same work.
    """
    known = _stored(work, [call for call, _ in asked if call and call.record_id])
    outcomes: list[Any] = [_replayed(call, known) for call, _ in asked]
    new = [place for place, outcome in enumerate(outcomes) if outcome is None]
    decided = decide([asked[place][1] for place in new]) if new else []
    fresh: list[tuple[Call, Answer]] = []
    for place, result in zip(new, decided, strict=True):
        call = asked[place][0]
        if call is not None and not isinstance(result, Refusal):
            result = Answer(call.dump(result))
            fresh.append((call, result))
        outcomes[place] = result
    _keep(work, fresh)
    return outcomes


def _stored(work: Work, calls: list[Call]) -> dict[str, Document]:
    ids = [call.record_id for call in calls]
    if not ids:
        return {}
    found = work.collection(IDEMPOTENCY).find({"_id": {"$in": ids}}, session=work.session)
    return {row["_id"]: row for row in found}


def _replayed(call: Call | None, known: dict[str, Document]) -> Answer | Refusal | None:
    row = known.get(call.record_id or "") if call else None
    if call is None or row is None:
        return None
    if row["body_hash"] != call.body_hash:
        return IdempotencyKeyReused()
    return Answer(orjson.loads(row["answer"]), replayed=True)


def _keep(work: Work, answers: list[tuple[Call, Answer]]) -> None:
    rows = [
        {
            "_id": call.record_id,
            "body_hash": call.body_hash,
            "answer": orjson.dumps(answer.body),
            "at": work.now,
        }
        for call, answer in answers
        if call.record_id is not None
    ]
    if rows:
        work.collection(IDEMPOTENCY).insert_many(rows, session=work.session)
