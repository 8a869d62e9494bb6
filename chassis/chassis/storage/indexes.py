"""The indexes that the declared stores and the chassis's own collections need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import OperationFailure

from chassis.domain.unit_of_work import Document, DocumentMapping, Work
from chassis.storage import idempotency
from chassis.storage.mongo import IDEMPOTENCY, INBOX, MEMBERS, OUTBOX, REPAIRS, WAITING

OTHER_OPTIONS = 85
MONEY = "idempotency of money"


def prepare(db: Database[Document], work: type[Work], keep: dict[str, timedelta]) -> None:
    """Create what is missing. Idempotent, and safe when several replicas do it at once.

    `keep` says how long rows of the inbox, the sent outbox and the idempotency records are
    kept, those of money apart; a changed time takes effect at the next start.
    """
    unsent = {"partialFilterExpression": {"unsent": True}}
    db[OUTBOX].create_indexes([_on("unsent", "_id", "n", **unsent), _on("_id", "types")])
    db[INBOX].create_indexes([_on("handler", "events", unique=True), _on("at", "handler", "types")])
    db[WAITING].create_indexes(
        [
            _on("handler", "state", "due_at"),
            _on("handler", "state", "first_at"),
            _on("handler", "subject", "_id"),
            _on("handler", "event_id"),
            _on("state", "_id"),
            _on("state", "handler", "type", "label", "parked_at"),
            _on("jobs", "untried", partialFilterExpression={"jobs": {"$exists": True}}),
        ]
    )
    db[REPAIRS].create_indexes([_on("state", "_id")])
    _forget(db[OUTBOX], "sent_at", keep[OUTBOX])
    _forget(db[INBOX], "at", keep[INBOX])
    _forget(db[IDEMPOTENCY], idempotency.AT, keep[IDEMPOTENCY])
    _forget(db[IDEMPOTENCY], idempotency.MONEY_AT, keep[MONEY])
    _forget(db[MEMBERS], "until", timedelta(hours=1))
    for mapping in work.mappings.values():
        _prepare_mapping(db[mapping.name], mapping)


def _prepare_mapping(collection: Collection[Document], mapping: DocumentMapping[Any]) -> None:
    indexes = [_on(*fields) for fields in mapping.indexes]
    indexes += [_unique(fields) for fields in mapping.unique]
    if indexes:
        collection.create_indexes(indexes)
    if mapping.expire:
        _forget(collection, *mapping.expire)


def _on(*fields: str, **options: Any) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in fields], **options)


def _unique(fields: tuple[str, ...]) -> IndexModel:
    # $exists, because the planner uses such a partial index for equality; with $type it does
    # not, and every look-up would scan the collection (mongod 6.0.5).
    present = {field: {"$exists": True} for field in fields}
    return _on(*fields, unique=True, partialFilterExpression=present)


def _forget(collection: Collection[Document], field: str, after: timedelta) -> None:
    """Have rows removed when `field` is older than `after`."""
    index = _on(field, expireAfterSeconds=int(after.total_seconds()))
    try:
        collection.create_indexes([index])
    except OperationFailure as error:
        if error.code != OTHER_OPTIONS:
            raise
        # Changing it in place takes a right (collMod) that a service's user does not have.
        collection.drop_index([(field, ASCENDING)])
        collection.create_indexes([index])
