"""The relay: takes events from the outbox to the exchange, in order, and only then marks them.

One relay of a service works at a time: a lease in the store, renewed while it is used, keeps the
replicas apart. A crash between publishing and marking repeats events, which consumers know by
their id; it never loses one.
"""

from __future__ import annotations

import contextlib
import time
from typing import Any

import eventlet
from eventlet.queue import Empty, Full, LightQueue
from pymongo.errors import PyMongoError

from chassis import failpoints, loops
from chassis.domain.errors import Unavailable
from chassis.messaging import amqp
from chassis.messaging.publisher import Publisher
from chassis.storage import outbox
from chassis.storage.clock import Clock
from chassis.storage.lease import Lease
from chassis.storage.mongo import OUTBOX
from chassis.telemetry import event_spans, log, metrics

BATCH = 500
POLL_S = 0.25
# A look costs the same for one event as for many, so those close behind the first are waited for.
GATHER_S = 0.05
STOP_WITHIN_S = 15
_log = log.get(__name__)


class Relay:
    """Publishes the unsent documents of one outbox. `wake` makes it look at once."""

    def __init__(self, db: Any, amqp_uri: str, service: str, clock: Clock) -> None:
        self.clock = clock
        self.rows = db[OUTBOX]
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
        loops.repeat(
            self._advance,
            until=lambda: self.stopping,
            away=(*amqp.AWAY, PyMongoError, Unavailable),
            waiting=self._wait,
        )
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
        documents = outbox.unsent(self.rows, BATCH)
        events = list(outbox.events(documents))
        if events:
            if self._publisher is None:
                self._publisher = Publisher(self.amqp_uri, self.name)
            failpoints.reached("relay.before_publish")
            started = time.perf_counter()
            self._publisher.publish([(e["type"], e["id"], e["subject"], e["body"]) for e in events])
            metrics.published(events, time.perf_counter() - started, self.clock.now())
            failpoints.reached("relay.after_publish")
            outbox.mark(self.rows, documents)
            failpoints.reached("relay.after_mark")
            event_spans.published(events)
        return len(events)

    def measure(self) -> None:
        """Set the gauges of the outbox. Not part of publishing, which may stand still."""
        unsent = outbox.count_unsent(self.rows)
        metrics.OUTBOX_UNSENT.set(unsent)
        oldest = self.rows.find_one({"unsent": True}, ["at"], sort=[("_id", 1)]) if unsent else None
        metrics.age(metrics.OUTBOX_AGE, oldest and oldest["at"], self.clock.now())

    def _advance(self) -> None:
        if not self.lease.held() or self.publish_some() < BATCH:
            self._rest()

    def _wait(self, away: Exception) -> None:
        _log.warning("relay.waiting", error=type(away).__name__)
        self._drop()

    def _rest(self) -> None:
        with contextlib.suppress(Empty):
            self._bell.get(timeout=POLL_S)
            eventlet.sleep(GATHER_S)
        # Also when the bell never stops: every batch that a handler stores rings it, and those
        # that publish nothing would let the connection die.
        if self._publisher is not None:
            self._publisher.beat()

    def _drop(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None
