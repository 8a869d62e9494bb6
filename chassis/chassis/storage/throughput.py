"""Event counts, kept without reading all events again each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from chassis.storage import outbox, type_counts
from chassis.storage.mongo import INBOX, OUTBOX

Counts = Counter[tuple[str, ...]]

# Rows older than this no longer come: MongoDB ends every transaction after at most a minute.
SETTLED_AFTER = timedelta(seconds=75)
# Rows expire, so that what was counted is counted anew now and then.
RECOUNT_AFTER = timedelta(minutes=10)


class Counted:
    """Events in the documents of a collection, counted by type and some fields of the document.

    `position` is an indexed field that grows with time, `mark` its lowest value at a moment.
    Documents that no longer change are remembered as sums; only younger ones are read each time.
    """

    def __init__(
        self, rows: Any, fields: tuple[str, ...], position: str, mark: Callable[[datetime], Any]
    ) -> None:
        self._rows = rows
        self._fields = fields
        self._position = position
        self._mark = mark
        self._counted: tuple[datetime | None, datetime | None, Counts] = None, None, Counter()

    def read(self, now: datetime) -> Counts:
        """The counts by the values of the fields, in their order, and the type."""
        since, until, sums = self._counted
        if since is None or now - since > RECOUNT_AFTER:
            since, until, sums = now, None, Counter()
        applied = now - SETTLED_AFTER
        sums = sums + self._count(until, applied)
        # One assignment, so that two readers at a time remember the same sums twice, not their sum.
        self._counted = since, applied, sums
        return sums + self._count(applied, None)

    def _count(self, first: datetime | None, behind: datetime | None) -> Counts:
        between = {"$gte": first, "$lt": behind}
        marks = {bound: self._mark(moment) for bound, moment in between.items() if moment}
        key = {field: f"${field}" for field in (*self._fields, "types")}
        groups = self._rows.aggregate(
            [
                {"$match": {self._position: marks}},
                {"$group": {"_id": key, "n": {"$sum": 1}}},
            ]
        )
        counts: Counts = Counter()
        for group in groups:
            values = tuple(group["_id"][field] for field in self._fields)
            for type, n in type_counts.read(group["_id"]["types"]).items():
                counts[*values, type] += n * group["n"]
        return counts


class Flow:
    """What a service published and handled."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._published = Counted(db[OUTBOX], (), "_id", outbox.position)
        self._handled = Counted(db[INBOX], ("handler",), "at", lambda moment: moment)

    def published(self) -> dict[str, int]:
        """Events by type, sent or not."""
        return {type: n for (type,), n in self._published.read(datetime.now(UTC)).items()}

    def handled(self) -> dict[str, dict[str, int]]:
        """Events by handler and type."""
        by_handler: dict[str, dict[str, int]] = {}
        for (handler, type), n in self._handled.read(datetime.now(UTC)).items():
            by_handler.setdefault(handler, {})[type] = n
        return by_handler
