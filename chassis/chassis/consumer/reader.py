"""Reading one queue of a handler: a batch, its transaction, its acknowledgement."""

from __future__ import annotations

import time
from typing import Any

from eventlet.event import Event as Signal
from pymongo.errors import PyMongoError

from chassis import failpoints, loops
from chassis.domain.errors import Unavailable
from chassis.messaging import amqp
from chassis.messaging.partitions import END, Partitioning
from chassis.telemetry import log

FIRST_WITHIN_S = 1.0
YIELD_EVERY_S = 2.0
"""A queue is given up for the replica that it is meant for at most so often, since that one may
know of it before it listens."""

_log = log.get(__name__)


class Reader:
    """Reads one partition of a handler on its own connection, in its own thread.

    The broker delivers a queue's events to one replica at a time. A replica that should not have
    the queue releases it after its batch: it closes the channel, unhandled events return to their
    places, and the next replica continues there.
    """

    def __init__(self, on: Any, partitioning: Partitioning, place: int) -> None:
        self.on = on
        self.partitioning = partitioning
        self.place = place
        self.queue = partitioning.queues[place]
        self.connected = False
        self.stopping = False
        self.ended = Signal()
        self._yielded = 0.0

    def run(self) -> None:
        amqp.stay_connected(
            self, self.on.amqp_uri, self.queue, self._open, self._read, also_away=(PyMongoError,)
        )
        self.ended.send(None)

    def _open(self, connection: Any) -> None:
        current = self.on.repartitioning.prepare(connection.channel(), self.partitioning)
        self.stopping = self.stopping or not current

    def _read(self, connection: Any) -> None:
        while not self.stopping:
            self._take_turn(connection)

    def _take_turn(self, connection: Any) -> None:
        """Read until asked to stop, or until the queue is for another replica."""
        channel = connection.channel()
        channel.basic_qos(0, 2 * self.on.batch, False)
        held: list[Any] = []
        channel.basic_consume(self.queue, self.queue, callback=held.append)
        self.connected = True
        while not self.stopping:
            self._gather(connection, held)
            if held and self._settle(held):
                failpoints.reached("consume.before_ack")
                channel.basic_ack(held[-1].delivery_tag, multiple=True)
                failpoints.reached("consume.after_ack")
                held.clear()
                if self._yields():
                    break
        channel.close()

    def _yields(self) -> bool:
        now = time.monotonic()
        due = now - self._yielded > YIELD_EVERY_S
        if due and self.on.membership.is_for_another(self.on, self.place):
            self._yielded = now
            return True
        return False

    def _gather(self, connection: Any, held: list[Any]) -> None:
        """Wait for a first message, then for those close behind it, up to a batch."""
        end = time.monotonic() + FIRST_WITHIN_S
        while len(held) < self.on.batch and not self.stopping:
            try:
                connection.drain_events(timeout=max(0.0001, end - time.monotonic()))
            except TimeoutError:
                break
            if len(held) == 1:
                end = time.monotonic() + self.on.gather_s
        connection.heartbeat_check()

    def _settle(self, held: list[Any]) -> bool:
        """Whether all is stored; the mark behind the last event is told of when the rest is."""
        events = [_message(one) for one in held if one.properties.get("content_type") != END]
        if events and not self._take(events):
            return False
        if len(events) < len(held):
            self.on.repartitioning.ended(self.queue)
        return True

    def _take(self, messages: list[tuple[bytes, str | None]]) -> bool:
        """Whether the batch is stored; tried until it is, or until we are asked to stop."""
        failures = 0
        while not self.stopping or failures == 0:
            try:
                failpoints.reached("consume.before_handling")
                self.on.handler.take(messages)
                return True
            except (Unavailable, PyMongoError) as away:
                _log.warning("handler.holds", handler=self.on.name, error=_reason(away))
                failures = loops.back_off(failures)
        return False


def _reason(away: Exception) -> str:
    return str(away) if isinstance(away, Unavailable) else type(away).__name__


def _message(raw: Any) -> tuple[bytes, str | None]:
    body = raw.body.encode() if isinstance(raw.body, str) else bytes(raw.body)
    return body, raw.properties.get("user_id")
