"""Things as documents, the same on every store."""

from __future__ import annotations

from typing import Any

from chassis.codec import documents
from chassis.domain.unit_of_work import Document, DocumentMapping


def load(mapping: DocumentMapping[Any], document: Document) -> Any:
    absent = dict.fromkeys(mapping.sparse)
    return documents.structure({**absent, **document, mapping.key: document["_id"]}, mapping.cls)


def dump(mapping: DocumentMapping[Any], thing: Any) -> Document:
    """The document with its key as `_id`, without the fields that a unique index leaves out."""
    document: Document = documents.unstructure(thing)
    document["_id"] = document.pop(mapping.key)
    for field in mapping.sparse:
        if document.get(field, ...) is None:
            del document[field]
    return document
