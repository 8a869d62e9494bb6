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
from pymongo.errors import PyMongoError

from chassis import amqp, event_trace, log, metrics, points
from chassis.errors import Unavailable
from chassis.lease import Lease
from chassis.mongo import OUTBOX
from chassis.publisher import Publisher

BATCH = 500
POLL_S = 0.25
# A look costs the same for one event as for many, so those close behind the first are waited for.
GATHER_S = 0.01
STOP_WITHIN_S = 15
_log = log.get(__name__)


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
        self._stopped = eventlet.event.Event()
        metrics.RELAY_LEADER.set_function(lambda: float(self.lease.is_ours))

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
                failures = amqp.back_off(failures)
        self._drop()
        self._stopped.send(None)

    def stop(self) -> None:
        """Finish the batch in hand, publish what is left, and let another replica go on."""
        self.stopping = True
        self.wake()
        with eventlet.Timeout(STOP_WITHIN_S, False):
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
            points.reached("relay.before_publish")
            started = time.perf_counter()
            self._publisher.publish(
                [(r["type"], r["event_id"], r["subject"], r["body"]) for r in _ordered(rows)]
            )
            metrics.published(rows, time.perf_counter() - started)
            points.reached("relay.after_publish")
            self._mark([row["_id"] for row in rows])
            points.reached("relay.after_mark")
            event_trace.published(rows)
        return len(rows)

    def measure(self) -> None:
        """Set the gauges of the outbox. Not part of publishing, which may stand still."""
        unsent = self.db[OUTBOX].count_documents({"unsent": True})
        metrics.OUTBOX_UNSENT.set(unsent)
        oldest = self.db[OUTBOX].find_one({"unsent": True}, sort=[("_id", 1)]) if unsent else None
        age = datetime.now(UTC) - oldest["at"] if oldest else timedelta()
        metrics.OUTBOX_AGE.set(max(0, age.total_seconds()))

    def _mark(self, ids: list[str]) -> None:
        sent = {"$set": {"sent_at": datetime.now(UTC)}, "$unset": {"unsent": ""}}
        self.db[OUTBOX].update_many({"_id": {"$in": ids}}, sent)

    def _rest(self) -> None:
        try:
            self._bell.get(timeout=POLL_S)
            eventlet.sleep(GATHER_S)
        except Empty:
            if self._publisher is not None:
                self._publisher.beat()

    def _drop(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None


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
