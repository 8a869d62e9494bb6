"""A partner system's line to the broker: publishes until every event is confirmed."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import amqp
from kombu.utils.url import parse_url

INTAKE = "yunling.intake"
CONFIRM_WITHIN_S = 10.0
CONNECT_WITHIN_S = 5.0
PAUSE_S = 0.5

Sent = tuple[str, str, bytes]
"""Routing key, message id, body."""


class NotConfirmed(Exception):
    """The broker did not confirm until the end of the patience."""


class PartnerLine:
    """One user's connection; threads take turns."""

    def __init__(self, uri: str, patience_s: float) -> None:
        self._place = parse_url(uri)
        self._patience_s = patience_s
        self._turn = threading.Lock()
        self._connection: amqp.Connection | None = None

    def publish(self, messages: Sequence[Sent]) -> None:
        """Returns when the broker has confirmed every message; raises NotConfirmed."""
        end = time.monotonic() + self._patience_s
        with self._turn:
            while time.monotonic() < end:
                try:
                    return self._once(messages)
                except (OSError, amqp.AMQPError):
                    self._drop()
                    time.sleep(PAUSE_S)
        raise NotConfirmed(f"{len(messages)} messages")

    def _once(self, messages: Sequence[Sent]) -> None:
        channel = self._opened()
        for key, id, body in messages:
            self._published += 1
            self._open.add(self._published)
            message = amqp.Message(
                body,
                content_type="application/cloudevents+json",
                delivery_mode=2,
                message_id=id,
                user_id=self._place["userid"],
            )
            channel.basic_publish(message, INTAKE, key, True, timeout=CONFIRM_WITHIN_S)
        end = time.monotonic() + CONFIRM_WITHIN_S
        while self._open:
            self._connection.drain_events(timeout=max(0.01, end - time.monotonic()))
        if self._refused:
            raise OSError("the broker refused or returned a message")

    def _opened(self) -> amqp.Channel:
        if self._connection is None:
            self._published, self._open, self._refused = 0, set[int](), False
            self._connection = amqp.Connection(
                host=f"{self._place['hostname']}:{self._place['port']}",
                userid=self._place["userid"],
                password=self._place["password"],
                virtual_host=self._place["virtual_host"],
                connect_timeout=CONNECT_WITHIN_S,
                read_timeout=CONFIRM_WITHIN_S,
            )
            self._connection.connect()
            self._channel = self._connection.channel()
            self._channel.confirm_select()
            self._channel.events["basic_ack"].add(self._confirmed)
            self._channel.events["basic_nack"].add(self._nacked)
            self._channel.events["basic_return"].add(self._nacked)
        return self._channel

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self._open -= {one for one in self._open if one <= tag} if multiple else {tag}

    def _nacked(self, *_: object) -> None:
        self._refused = True
        raise OSError("the broker refused or returned a message")

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.collect()
