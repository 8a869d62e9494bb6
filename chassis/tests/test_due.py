"""Which of the waiting events are tried next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.storage import waiting

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
HANDLER = "demo.on_thing"


class Found(list[Any]):
    def sort(self, field: str) -> Found:  # type: ignore[override]  # a cursor's, not a list's
        return Found(sorted(self, key=lambda row: row[field]))

    def limit(self, most: int) -> Found:
        return Found(self[:most])


class Rows:
    """What `due` asks of the collection."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def find(self, wanted: dict[str, Any], projection: Any = None) -> Found:
        ids = wanted.get("_id", {})
        return Found(
            row
            for row in self.rows
            if row["state"] == wanted.get("state", row["state"])
            and row["due_at"] <= wanted.get("due_at", {"$lte": row["due_at"]})["$lte"]
            and row["_id"] > ids.get("$gt", "")
            and row["_id"] in ids.get("$in", [row["_id"]])
        )

    def aggregate(self, stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        subjects = stages[0]["$match"]["subject"]["$in"]
        firsts = {s: [r["_id"] for r in self.rows if r["subject"] == s] for s in subjects}
        return [{"_id": s, "first": min(ids)} for s, ids in firsts.items()]


def a_row(n: int, subject: str | None, **changes: Any) -> dict[str, Any]:
    row = {"_id": f"{n:06}", "subject": subject, "state": waiting.TO_BE_WAITED, "due_at": NOON}
    return {**row, **changes}


def due(*rows: dict[str, Any], ordered: bool = True, limit: int = 5) -> list[int]:
    db = {waiting.WAITING: Rows(list(rows))}
    return [int(row["_id"]) for row in waiting.due(db, HANDLER, ordered, NOON, limit)]


def test_of_a_subject_only_the_first_is_due():
    assert due(a_row(1, "a"), a_row(2, "a"), a_row(3, "b")) == [1, 3]
    assert due(a_row(1, "a"), a_row(2, "a"), ordered=False) == [1, 2]


@pytest.mark.parametrize(
    "first", [{"state": waiting.TO_BE_REPAIRED}, {"due_at": NOON + timedelta(seconds=1)}]
)
def test_what_is_behind_a_parked_or_later_one_is_not_due(first):
    assert due(a_row(1, "a", **first), a_row(2, "a"), a_row(3, "b")) == [3]


def test_thousands_behind_a_parked_one_do_not_hide_other_subjects():
    parked = a_row(0, "a", state=waiting.TO_BE_REPAIRED)
    behind = [a_row(n, "a") for n in range(1, 2_500)]
    assert due(parked, *behind, a_row(3_000, "b"), a_row(3_001, "c")) == [3_000, 3_001]


def test_what_has_no_subject_waits_behind_nothing():
    parked = a_row(1, None, state=waiting.TO_BE_REPAIRED)
    assert due(parked, a_row(2, None), a_row(3, None)) == [2, 3]


def test_no_more_are_due_than_asked_for():
    assert due(*(a_row(n, f"s{n}") for n in range(9)), limit=4) == [0, 1, 2, 3]
