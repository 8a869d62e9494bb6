"""The figures of one generation in MongoDB, written in bulk in the work's transaction.

A generation is three collections: marks (what was counted, by key), cells (the sums) and counts
(events by type); while it is building a fourth one says which events it has seen.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bson import Decimal128
from pymongo import InsertOne, ReplaceOne, UpdateOne

from chassis.domain import Work
from insight.domain.cell import Cell, Merged
from insight.domain.mark import Mark, Quantity
from insight.domain.programme import PROGRAMME

KEYS_A_QUERY = 20_000


class MongoFigures:
    """Figures in the transaction of `work`; outside of one it can only be read."""

    def __init__(self, work: Work, generation_id: str) -> None:
        self.session = work.session
        names = collections_of(generation_id)
        self.marks, self.cells_, self.counts_, self.seen = map(work.collection, names)

    def known(self, keys: Sequence[str]) -> dict[str, Mark]:
        """The marks that are counted under these keys."""
        found: dict[str, Mark] = {}
        for first in range(0, len(keys), KEYS_A_QUERY):
            wanted = {"_id": {"$in": keys[first : first + KEYS_A_QUERY]}}
            for document in self.marks.find(wanted, session=self.session):
                found[document["_id"]] = _mark(document)
        return found

    def store(self, merged: Merged) -> None:
        """Keep the marks and add their changes to the cells."""
        marks: list[Any] = [InsertOne(_document(mark)) for mark in merged.new]
        marks += [ReplaceOne({"_id": mark.key}, _document(mark)) for mark in merged.moved]
        cells = [_addition(cell) for cell in merged.changes]
        for collection, writes in ((self.marks, marks), (self.cells_, cells)):
            if writes:
                collection.bulk_write(writes, ordered=False, session=self.session)

    def unseen(self, event_keys: Sequence[str]) -> set[str]:
        """Those of the events that were not counted yet; from now on they are."""
        found = self.seen.find({"_id": {"$in": list(event_keys)}}, session=self.session)
        fresh = set(event_keys) - {document["_id"] for document in found}
        if fresh:
            self.seen.insert_many([{"_id": key} for key in sorted(fresh)], session=self.session)
        return fresh

    def count(self, types: Mapping[str, int]) -> None:
        """Count events by type."""
        writes = [
            UpdateOne({"_id": type}, {"$inc": {"n": n}}, upsert=True) for type, n in types.items()
        ]
        if writes:
            self.counts_.bulk_write(writes, ordered=False, session=self.session)

    def counts(self) -> dict[str, int]:
        found = self.counts_.find({}, session=self.session)
        return {document["_id"]: document["n"] for document in found}

    def cells(self, years: Sequence[int]) -> list[Cell]:
        """The cells of these years: at most one per target, year and region."""
        found = self.cells_.find(
            {"$or": [_of(target.id, year) for target in PROGRAMME.targets for year in years]},
            session=self.session,
        )
        return [_cell(document) for document in found]


def collections_of(generation_id: str) -> list[str]:
    """The names of a generation's collections."""
    return [f"{kind}_{generation_id}" for kind in ("marks", "cells", "counts", "seen")]


def drop(db: Any, generation_id: str) -> None:
    """Remove a generation that is shown no more. Idempotent; outside of any transaction."""
    for name in collections_of(generation_id):
        db.drop_collection(name)


def settle(db: Any, generation_id: str) -> None:
    """Forget which events a generation has seen, once it is built: from then on the inbox does."""
    *_, seen = collections_of(generation_id)
    db.drop_collection(seen)


def _document(mark: Mark) -> dict[str, Any]:
    return {
        "_id": mark.key,
        "target_id": mark.target_id,
        "month": mark.month,
        "region": mark.region,
        "quantity": _stored(mark.quantity),
        "groups": {group: _stored(part) for group, part in mark.groups.items()},
        "rank": mark.rank,
    }


def _mark(document: dict[str, Any]) -> Mark:
    return Mark(
        key=document["_id"],
        target_id=document["target_id"],
        month=document["month"],
        region=document["region"],
        quantity=_read(document["quantity"]),
        groups={group: _read(part) for group, part in document["groups"].items()},
        rank=document["rank"],
    )


def _addition(cell: Cell) -> UpdateOne:
    inside = {f"months.{month}": n for month, n in cell.months.items()}
    inside |= {f"groups.{group}": n for group, n in cell.groups.items()}
    increments = {name: _stored(n) for name, n in {"total": cell.total, **inside}.items() if n}
    about = {"target_id": cell.target_id, "year": cell.year, "region": cell.region}
    key = f"{cell.target_id}:{cell.year}:{cell.region}"
    update: dict[str, Any] = {"$setOnInsert": about}
    if increments:
        update["$inc"] = increments
    return UpdateOne({"_id": key}, update, upsert=True)


def _of(target_id: str, year: int) -> dict[str, Any]:
    """The cells of a target and a year, by the beginning of their key: it needs no other index,
    and a generation's collections are made by its first events."""
    return {"_id": {"$gte": f"{target_id}:{year}:", "$lt": f"{target_id}:{year};"}}


def _cell(document: dict[str, Any]) -> Cell:
    def figures(name: str) -> dict[str, Quantity]:
        return {key: _read(n) for key, n in document.get(name, {}).items()}

    return Cell(
        target_id=document["target_id"],
        year=document["year"],
        region=document["region"],
        total=_read(document.get("total", 0)),
        months=figures("months"),
        groups=figures("groups"),
    )


def _stored(quantity: Quantity) -> int | Decimal128:
    return Decimal128(quantity) if isinstance(quantity, Decimal) else quantity


def _read(stored: Any) -> Quantity:
    return stored.to_decimal() if isinstance(stored, Decimal128) else stored
