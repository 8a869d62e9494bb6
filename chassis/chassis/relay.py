"""The relay: takes events from the outbox to the exchange, in order, and only then marks them.

One relay of a service works at a time: a lease in the store, renewed while it is used, keeps the
replicas apart. A crash between publishing and marking repeats events, which consumers know by
their id; it never loses one.
"""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import eventlet
from eventlet.queue import Empty, Full, LightQueue
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from chassis import amqp, log, metrics, trace
from chassis.envelope import CONTENT_TYPE
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.mongo import LEASES, OUTBOX

BATCH = 500
POLL_S = 0.25
CONFIRM_WITHIN_S = 30
LEASE_S = 10
MEASURE_EVERY_S = 2
_log = log.get(__name__)


class Lease:
    """A right held by one process at a time, kept in the store and lost by time."""

    def __init__(self, db: Any, name: str) -> None:
        self.db = db
        self.name = name
        self.holder = new_id()
        self._until = 0.0

    def held(self) -> bool:
        """Whether this process holds the right, taking or renewing it as needed."""
        if time.monotonic() < self._until - LEASE_S / 2:
            return True
        asked = time.monotonic()
        now = datetime.now(UTC)
        free = {
            "_id": self.name,
            "$or": [{"holder": self.holder}, {"until": {"$lt": now}}],
        }
        mine = {"$set": {"holder": self.holder, "until": now + timedelta(seconds=LEASE_S)}}
        try:
            self.db[LEASES].find_one_and_update(
                free, mine, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return False
        self._until = asked + LEASE_S
        return True

    def release(self) -> None:
        self._until = 0.0
        self.db[LEASES].delete_one({"_id": self.name, "holder": self.holder})


class Relay:
    """Publishes the unsent rows of one outbox. `wake` makes it look at once."""

    def __init__(self, db: Any, amqp_uri: str, service: str) -> None:
        self.db = db
        self.amqp_uri = amqp_uri
        self.name = f"{service}.relay"
        self.lease = Lease(db, "relay")
        self.stopping = False
        self._bell: LightQueue = LightQueue(1)
        self._publisher: Publisher | None = None
        self._measured = 0.0
        self._stopped = eventlet.event.Event()

    def wake(self) -> None:
        with contextlib.suppress(Full):
            self._bell.put_nowait(None)

    def run(self) -> None:
        """Publish until `stop`; outlive every broker and database that goes away."""
        failures = 0
        while not self.stopping:
            try:
                if not self.lease.held() or not self.publish_some():
                    self._rest()
                failures = 0
            except (*amqp.AWAY, PyMongoError, Unavailable) as away:
                _log.warning("relay.waiting", error=type(away).__name__)
                self._drop()
                eventlet.sleep(amqp.BACKOFF_S[min(failures, len(amqp.BACKOFF_S) - 1)])
                failures += 1
        self._drop()
        self._stopped.send(None)

    def stop(self) -> None:
        """Finish the batch in hand, publish what is left, and let another replica go on."""
        self.stopping = True
        self.wake()
        with eventlet.Timeout(CONFIRM_WITHIN_S, False):
            self._stopped.wait()
        try:
            self.lease.release()
        except PyMongoError as away:
            _log.warning("relay.lease_kept", error=type(away).__name__)

    def publish_some(self) -> int:
        """Publish up to a batch of unsent events and mark them; returns how many."""
        rows = list(self.db[OUTBOX].find({"unsent": True}).sort("_id").limit(BATCH))
        if rows:
            if self._publisher is None:
                self._publisher = Publisher(self.amqp_uri, self.name)
            with trace.span("outbox publish", "producer"):
                self._publisher.publish(
                    [(r["type"], r["event_id"], r["body"]) for r in _ordered(rows)]
                )
            self._mark([row["_id"] for row in rows])
            for row in rows:
                metrics.PUBLISHED.labels(row["type"]).inc()
        self._measure(rows)
        return len(rows)

    def _mark(self, ids: list[str]) -> None:
        sent = {"$set": {"sent_at": datetime.now(UTC)}, "$unset": {"unsent": ""}}
        self.db[OUTBOX].update_many({"_id": {"$in": ids}}, sent)

    def _measure(self, rows: list[dict[str, Any]]) -> None:
        if time.monotonic() < self._measured + MEASURE_EVERY_S:
            return
        self._measured = time.monotonic()
        oldest = (datetime.now(UTC) - rows[0]["at"]).total_seconds() if rows else 0
        metrics.OUTBOX_AGE.set(max(0, oldest))
        metrics.OUTBOX_UNSENT.set(self.db[OUTBOX].count_documents({"unsent": True}))

    def _rest(self) -> None:
        try:
            self._bell.get(timeout=POLL_S)
        except Empty:
            if self._publisher is not None:
                self._publisher.beat()

    def _drop(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None


class Publisher:
    """Durable publishing with pipelined confirms on a connection of its own."""

    def __init__(self, amqp_uri: str, name: str) -> None:
        self._connection = amqp.connect(amqp_uri, name)
        self._channel = self._connection.channel()
        amqp.declare_events(self._channel)
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._tag = 0
        self._open: set[int] = set()
        self._refused = False

    def publish(self, events: list[tuple[str, str, bytes]], queue: str | None = None) -> None:
        """Publish (type, id, body) triples and wait until the broker has confirmed them all.

        They go to the events exchange, or straight to one `queue` for a replay. Raises
        Unavailable when the broker refuses one or does not confirm in time: then none is sure,
        and all are published again.
        """
        for type, id, body in events:
            self._tag += 1
            self._open.add(self._tag)
            self._channel.basic_publish(
                amqp.message(bytes(body), CONTENT_TYPE, durable=True, message_id=id),
                exchange=amqp.EVENTS,
                routing_key=type,
            )
        until = time.monotonic() + CONFIRM_WITHIN_S
        while self._open and time.monotonic() < until:
            try:
                self._connection.drain_events(timeout=1)
            except TimeoutError:
                self._connection.heartbeat_check()
        if self._open or self._refused:
            raise Unavailable("broker", "not confirmed")

    def beat(self) -> None:
        """Keep an idle connection alive. Raises when it is not."""
        try:
            self._connection.drain_events(timeout=0.001)
        except TimeoutError:
            self._connection.heartbeat_check()

    def close(self) -> None:
        amqp.forget(self._connection)

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:
        if multiple:
            self._open = {tag for tag in self._open if tag > delivery_tag}
        else:
            self._open.discard(delivery_tag)

    def _on_nack(self, delivery_tag: int, multiple: bool) -> None:
        self._refused = True
        self._on_ack(delivery_tag, multiple)


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by id, but those of one subject by their sequence: ids made by two replicas with
    clocks apart need not agree with it."""
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row["subject"], []).append(place)
    ordered = list(rows)
    for own in places.values():
        if len(own) > 1:
            sorted_rows = sorted((rows[place] for place in own), key=lambda row: row["sequence"])
            for place, row in zip(own, sorted_rows, strict=True):
                ordered[place] = row
    return ordered
