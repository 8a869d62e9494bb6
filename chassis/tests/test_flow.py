"""Counts of the flow are whole although old rows are read only once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.storage import type_counts
from chassis.storage.throughput import RECOUNT_AFTER, SETTLED_AFTER, Counted

NOON = datetime(2025, 3, 8, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Rows:
    """A collection that knows the one pipeline which is asked of it, and what it had to read."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = list(rows)
        self.read = 0

    def aggregate(self, pipeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
        [(field, bounds)] = pipeline[0]["$match"].items()
        key = pipeline[1]["$group"]["_id"]
        found = [
            row
            for row in self.rows
            if ("$gte" not in bounds or row[field] >= bounds["$gte"])
            and ("$lt" not in bounds or row[field] < bounds["$lt"])
        ]
        self.read += len(found)
        counts = Counter(tuple(row[name] for name in key) for row in found)
        return [
            {"_id": dict(zip(key, values, strict=True)), "n": n} for values, n in counts.items()
        ]


def a_row(at: datetime, type: str = "opened") -> dict[str, Any]:
    return {"at": at, "types": f"1 {type}"}


@pytest.fixture
def rows() -> Rows:
    return Rows(a_row(NOON - 60 * MINUTE), a_row(NOON - 30 * MINUTE), a_row(NOON, "closed"))


@pytest.fixture
def counted(rows: Rows) -> Counted:
    return Counted(rows, (), "at", lambda moment: moment)


def test_old_and_new_rows_are_counted(counted: Counted):
    assert counted.read(NOON) == {("opened",): 2, ("closed",): 1}


def test_old_rows_are_read_once_and_young_ones_each_time(counted: Counted, rows: Rows):
    counted.read(NOON)
    rows.read = 0
    rows.rows.append(a_row(NOON))
    assert counted.read(NOON) == {("opened",): 3, ("closed",): 1}
    assert rows.read == 2


def test_a_row_that_is_committed_late_is_counted(counted: Counted, rows: Rows):
    counted.read(NOON)
    rows.rows.append(a_row(NOON - SETTLED_AFTER + timedelta(seconds=1)))
    assert counted.read(NOON + MINUTE) == {("opened",): 3, ("closed",): 1}
    assert counted.read(NOON + 5 * MINUTE) == {("opened",): 3, ("closed",): 1}


def test_rows_that_have_expired_are_forgotten_in_the_end(counted: Counted, rows: Rows):
    counted.read(NOON)
    del rows.rows[0]
    assert counted.read(NOON + MINUTE)[("opened",)] == 2
    assert counted.read(NOON + RECOUNT_AFTER + MINUTE)[("opened",)] == 1


def test_a_document_counts_as_many_events_as_it_holds(counted: Counted, rows: Rows):
    rows.rows.append({"at": NOON, "types": type_counts.write(["opened", "closed", "opened"])})
    assert counted.read(NOON) == {("opened",): 4, ("closed",): 2}
