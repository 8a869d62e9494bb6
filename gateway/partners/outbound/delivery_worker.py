"""The delivery worker: fills the partners' queues from the store, each up to its bound.

A partner that reads slowly, or not at all, holds nobody else up: what its queue has no room for
stays in the store. One worker of all replicas works at a time. A crash between sending and noting
repeats events, which the partner knows by their id; it never loses one.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial

import eventlet
from pymongo.errors import PyMongoError

from chassis import failpoints, loops
from chassis.domain import Unavailable
from chassis.messaging import amqp
from chassis.storage.lease import Lease
from chassis.store import Store
from chassis.telemetry import log
from partners import metrics
from partners.outbound import backlog, dispatch
from partners.outbound.delivery_signatures import Signer
from partners.outbound.partner_queues import Queues
from partners.outbound.records import Replay

BATCH = 200
LOOK_EVERY_S = 0.5
DECLARE_EVERY_S = 2.0
_log = log.get(__name__)


class DeliveryWorker:
    """Runs in every replica; `bound` is the most events that wait ready in a queue."""

    def __init__(self, store: Store, amqp_uri: str, signer: Signer, bound: int) -> None:
        self.store = store
        self.amqp_uri = amqp_uri
        self.signer = signer
        self.bound = bound
        self.lease = Lease(store.db, "partner pump")
        self.stopping = False
        self._queues: Queues | None = None
        self._declared: set[str] = set()
        self._declare_at = 0.0

    def run(self) -> None:
        """Go on until `stop`; outlive every broker and database that goes away."""
        loops.repeat(
            self._look,
            until=lambda: self.stopping,
            away=(*amqp.AWAY, PyMongoError, Unavailable),
            waiting=self._wait,
        )
        self._drop()
        with contextlib.suppress(PyMongoError):
            self.lease.release()

    def stop(self) -> None:
        self.stopping = True

    def _look(self) -> None:
        if not self.lease.held():
            _show_nothing()
            eventlet.sleep(LOOK_EVERY_S)
        elif not self.advance():
            eventlet.sleep(LOOK_EVERY_S)
        if self._queues is not None:
            self._queues.beat()

    def _wait(self, away: Exception) -> None:
        _log.warning("delivery_worker.waiting", error=type(away).__name__)
        self._drop()

    def advance(self) -> int:
        """Send the next part of every replay and of every backlog; returns how many left.

        One partner's trouble is not another's: what could not be sent is tried again at the next
        look. Raises what came in the way when nothing at all could be sent.
        """
        due = self.store.read(dispatch.due)
        turns: list[Callable[[], int]] = [
            *(partial(self._again, replay) for replay in self.store.read(dispatch.running)),
            *(partial(self._next, partner_id) for partner_id in due),
        ]
        left, trouble = 0, self._declare()
        for turn in turns:
            try:
                left += turn()
            except (*amqp.AWAY, Unavailable) as away:
                self._drop()
                trouble = away
        self._measure(due)
        if trouble is not None and not left:
            raise trouble
        return left

    def _measure(self, partner_ids: Sequence[str]) -> None:
        """Set the gauges of those that had something waiting; the others have nothing."""
        _show_nothing()
        found = self.store.read(backlog.waiting, partner_ids=partner_ids)
        for partner_id, (events, seconds) in found.items():
            if events:
                metrics.PARTNER_WAITING.labels(partner_id).set(events)
                metrics.PARTNER_WAITING_AGE.labels(partner_id).set(seconds)

    def _declare(self) -> Exception | None:
        """Make the queues of partners that may read, before there is anything in them."""
        if time.monotonic() < self._declare_at:
            return None
        self._declare_at = time.monotonic() + DECLARE_EVERY_S
        for partner_id in self.store.read(dispatch.readers):
            try:
                if partner_id not in self._declared:
                    self._room(partner_id)
            except (*amqp.AWAY, Unavailable) as away:
                self._drop()
                return away
        return None

    def _next(self, partner_id: str) -> int:
        room = self._room(partner_id)
        if not room:
            return 0
        load = self.store.read(dispatch.next_load, partner_id=partner_id, most=room)
        self._send(partner_id, load)
        self.store.commit(dispatch.gone, partner_id=partner_id, load=load)
        return len(load.messages)

    def _again(self, replay: Replay) -> int:
        room = self._room(replay.partner_id)
        if not room:
            return 0
        load = self.store.read(dispatch.next_again, replay_id=replay.replay_id, most=room)
        self._send(replay.partner_id, load, replay=replay.replay_id)
        self.store.commit(dispatch.gone_again, replay_id=replay.replay_id, load=load)
        return len(load.messages)

    def _room(self, partner_id: str) -> int:
        if self._queues is None:
            self._queues = Queues(self.amqp_uri, self.signer)
        room = max(0, min(BATCH, self.bound - self._queues.waiting(partner_id)))
        self._declared.add(partner_id)
        return room

    def _send(self, partner_id: str, load: dispatch.Load, **more: str) -> None:
        if load.messages and self._queues is not None:
            now = self.store.transactions.clock.now()
            self._queues.send(partner_id, load.messages, now, **more)
            failpoints.reached("pump.after_send")

    def _drop(self) -> None:
        if self._queues is not None:
            self._queues.close()
            self._queues = None
            self._declared.clear()


def _show_nothing() -> None:
    """The figures are those of the replica that pumps."""
    metrics.PARTNER_WAITING.clear()
    metrics.PARTNER_WAITING_AGE.clear()
