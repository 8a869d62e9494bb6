"""Durable publishing with pipelined confirms."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from amqp.basic_message import Message

from chassis.cloudevents import CONTENT_TYPE
from chassis.domain.errors import Unavailable
from chassis.messaging import amqp
from chassis.messaging.partitions import slot

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
        self._channel.events["basic_return"].add(self._on_return)
        self._tag = 0
        self._open: set[int] = set()
        self._refused = False

    def publish(self, events: list[tuple[str, str, str, bytes]]) -> None:
        """Publish (type, id, subject, body) and wait until the broker has confirmed them all.

        The subject gives a second routing key, by which partitioned queues share the events.
        Raises Unavailable when the broker refuses one or does not confirm in time: then none is
        sure, and all are published again.
        """
        self.send(
            (
                amqp.message(
                    bytes(body),
                    CONTENT_TYPE,
                    durable=True,
                    message_id=id,
                    application_headers={"BCC": [slot(subject)]},
                ),
                amqp.EVENTS,
                type,
            )
            for type, id, subject, body in events
        )

    def send(
        self, messages: Iterable[tuple[Message, str, str]], *, mandatory: bool = False
    ) -> None:
        """Publish (message, exchange, routing key) and wait for the confirms as `publish` does.

        With `mandatory` a message that no queue takes counts as refused.
        """
        for message, exchange, routing_key in messages:
            self._tag += 1
            self._open.add(self._tag)
            self._channel.basic_publish(
                message,
                exchange=exchange,
                routing_key=routing_key,
                mandatory=mandatory,
                timeout=CONFIRM_WITHIN_S,
            )
        until = time.monotonic() + CONFIRM_WITHIN_S
        while self._open and time.monotonic() < until:
            self._read(timeout=1)
        if self._open or self._refused:
            raise Unavailable("broker", "not confirmed")

    def beat(self) -> None:
        """Keep an idle connection alive. Raises when it is not."""
        self._read(timeout=0.001)

    @property
    def channel(self) -> Any:
        """The channel, to declare on and to ask about queues between two publications."""
        return self._channel

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

    def _on_return(self, *_: Any) -> None:
        """The broker confirms returned messages too, so a message that no queue took counts as
        confirmed unless it is noted here."""
        self._refused = True
