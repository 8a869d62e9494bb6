"""Things as documents, the same on every store."""

from __future__ import annotations

from typing import Any

from chassis.codec import documents
from chassis.domain.unit_of_work import Document, Kept


def load(kept: Kept[Any], document: Document) -> Any:
    absent = dict.fromkeys(kept.sparse)
    return documents.structure({**absent, **document, kept.key: document["_id"]}, kept.cls)


def dump(kept: Kept[Any], thing: Any) -> Document:
    """The document with its key as `_id`, without the fields that a unique index leaves out."""
    document: Document = documents.unstructure(thing)
    document["_id"] = document.pop(kept.key)
    for field in kept.sparse:
        if document.get(field, ...) is None:
            del document[field]
    return document
