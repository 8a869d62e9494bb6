"""Durable publishing with pipelined confirms."""

from __future__ import annotations

import time

from chassis import amqp, wire
from chassis.envelope import CONTENT_TYPE
from chassis.errors import Unavailable
from chassis.layout import slot

CONFIRM_WITHIN_S = 30


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

    def publish(self, events: list[tuple[str, str, str, bytes]]) -> None:
        """Publish (type, id, subject, body) and wait until the broker has confirmed them all.

        The subject gives a second routing key, by which partitioned queues share the events.
        Raises Unavailable when the broker refuses one or does not confirm in time: then none is
        sure, and all are published again.
        """
        with wire.together(self._connection, CONFIRM_WITHIN_S):
            for type, id, subject, body in events:
                self._tag += 1
                self._open.add(self._tag)
                self._channel.basic_publish(
                    amqp.message(
                        bytes(body),
                        CONTENT_TYPE,
                        durable=True,
                        message_id=id,
                        application_headers={"BCC": [slot(subject)]},
                    ),
                    exchange=amqp.EVENTS,
                    routing_key=type,
                )
        until = time.monotonic() + CONFIRM_WITHIN_S
        while self._open and time.monotonic() < until:
            self._read(timeout=1)
        if self._open or self._refused:
            raise Unavailable("broker", "not confirmed")

    def beat(self) -> None:
        """Keep an idle connection alive. Raises when it is not."""
        self._read(timeout=0.001)

    def close(self) -> None:
        amqp.forget(self._connection)

    def _read(self, timeout: float) -> None:
        try:
            self._connection.drain_events(timeout=timeout)
        except TimeoutError:
            self._connection.heartbeat_check()

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:
        if multiple:
            self._open = {tag for tag in self._open if tag > delivery_tag}
        else:
            self._open.discard(delivery_tag)

    def _on_nack(self, delivery_tag: int, multiple: bool) -> None:
        self._refused = True
        self._on_ack(delivery_tag, multiple)
