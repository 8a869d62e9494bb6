"""The inbox: which events a handler has applied, stored in the transaction of their effect.

One document holds a batch; a unique index over its list keeps each event from a second one.

    {_id, handler, at, types: "2 <type>;1 <type>", events: ["<source>|<event id>", ...]}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo.errors import DuplicateKeyError

from chassis.domain.event import Event
from chassis.domain.unit_of_work import Document, Work
from chassis.storage import type_counts
from chassis.storage.mongo import INBOX


class Repeated(Exception):
    """An event of the batch was handled before. The transaction must be aborted."""


def key(source: str, event_id: str) -> str:
    """Producers make their own ids, so an event is known by its source and its id."""
    return f"{source}|{event_id}"


def put(work: Work, handler: str, events: Sequence[Event]) -> None:
    """Remember a batch. Raises Repeated."""
    row = {
        "types": type_counts.write(event.type for event in events),
        "events": [key(event.source, event.id) for event in events],
    }
    try:
        _insert(work, handler, row)
    except DuplicateKeyError as known:
        raise Repeated from known


def put_discarded(work: Work, handler: str, events: Sequence[str]) -> None:
    """Remember discarded events by their keys: they count as handled."""
    by = work.actor.subject if work.actor else None
    _insert(work, handler, {"types": "", "events": list(events), "discarded_by": by})


def known(work: Work, handler: str, keys: Iterable[str]) -> set[str]:
    """Those of these events that were handled before."""
    asked = set(keys)
    found = work.collection(INBOX).find(
        {"handler": handler, "events": {"$in": sorted(asked)}},
        projection=["events"],
        session=work.session,
    )
    return {event for row in found for event in row["events"]} & asked


def _insert(work: Work, handler: str, row: Document) -> None:
    document: dict[str, Any] = {"_id": work.new_id(), "handler": handler, "at": work.now, **row}
    work.collection(INBOX).insert_one(document, session=work.session)
