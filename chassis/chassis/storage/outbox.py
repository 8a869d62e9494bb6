"""The outbox: what is to be published, stored in the transaction of what it reports.

One document holds the events of a transaction, up to a hundred: documents and their index entries
are what an event costs the database, and a relay sends and marks them whole.

    {_id, unsent: True, at, n, types: "2 <type>;1 <type>", events: [{id, type, subject, body}]}

Documents go out by `_id`, which begins with the time of the database's own clock. That clock
never runs backwards for who has read another's writes, so the events of a subject are in order
whatever the clocks of the processes say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bson import Binary
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from chassis import cloudevents
from chassis.domain.unit_of_work import Document
from chassis.storage import type_counts
from chassis.telemetry import event_spans

EVENTS_MOST = 100


def put(
    rows: Collection[Document], session: ClientSession, events: Sequence[Document], now: datetime
) -> None:
    """Store CloudEvents in this order."""
    clock = _clock(rows, session)
    parts = [events[at : at + EVENTS_MOST] for at in range(0, len(events), EVENTS_MOST)]
    documents = [_document(f"{clock}-{n:04x}", part, now) for n, part in enumerate(parts)]
    rows.insert_many(documents, session=session)


def unsent(rows: Collection[Document], most: int) -> list[Document]:
    """The first unsent documents, with about `most` events.

    All are read at one moment. A scan during other commits could miss a document behind it and
    still meet the next one of the same subject.
    """
    found: list[Document] = []
    count = 0
    with (
        rows.database.client.start_session(snapshot=True) as moment,
        rows.find({"unsent": True}, session=moment)
        .sort("_id")
        .limit(most)
        .batch_size(50) as documents,
    ):
        for document in documents:
            found.append(document)
            count += document["n"]
            if count >= most:
                break
    return found


def mark(rows: Collection[Document], documents: Iterable[Document]) -> None:
    """Record that the broker has confirmed these."""
    sent = {"$set": {"sent_at": datetime.now(UTC)}, "$unset": {"unsent": ""}}
    rows.update_many({"_id": {"$in": [one["_id"] for one in documents]}}, sent)


def events(documents: Iterable[Document]) -> Iterator[Document]:
    """The events of these documents in order, each with the time `at` which it was stored."""
    return ({**event, "at": one["at"]} for one in documents for event in one["events"])


def count_unsent(rows: Collection[Document]) -> int:
    """How many events wait to be sent; from an index alone."""
    stages: list[Any] = [
        {"$match": {"unsent": True}},
        {"$group": {"_id": None, "n": {"$sum": "$n"}}},
    ]
    return sum(row["n"] for row in rows.aggregate(stages))


def read(
    rows: Collection[Document], after: str | None, most: int
) -> tuple[list[Document], str | None]:
    """CloudEvents stored after the document `after`, sent or not, about `most`; and what to go on
    after, None at the end."""
    beyond = {"_id": {"$gt": after}} if after else {}
    found: list[Document] = []
    for document in rows.find(beyond).sort("_id").batch_size(50):
        found += (cloudevents.decode(bytes(event["body"])) for event in document["events"])
        if len(found) >= most:
            return found, document["_id"]
    return found, None


def position(moment: datetime) -> str:
    """The lower bound of the `_id` of what is stored at `moment` or later."""
    return f"{int(moment.timestamp()):08x}"


def _clock(rows: Collection[Document], session: ClientSession) -> str:
    if session.cluster_time is None:
        # Every answer tells the time, and this transaction has asked nothing yet.
        rows.find_one({}, ["_id"], session=session)
    seen: Any = session.cluster_time
    stamp = seen["clusterTime"]
    # Two that saw the same time know nothing of each other, so any order will do.
    return f"{stamp.time:08x}{stamp.inc:08x}-{os.urandom(6).hex()}"


def _document(id: str, events: Sequence[Document], now: datetime) -> Document:
    return {
        "_id": id,
        "unsent": True,
        "at": now,
        "n": len(events),
        "types": type_counts.write(event["type"] for event in events),
        "events": [_event(event) for event in events],
    }


def _event(event: Document) -> Document:
    body, more = event_spans.stored(event)
    return {
        "id": body["id"],
        "type": body["type"],
        "subject": body["subject"],
        "body": Binary(cloudevents.encode(body)),
        **more,
    }
