"""How the events of one handler are queued: in one queue, or partitioned by subject.

The publisher derives a slot from the subject of each event and adds it as a second routing key
(RabbitMQ's sender-selected distribution). The exchange of a partitioned handler routes slots to
queues, so that the events of a subject are in one queue and in order. A single active consumer
reads each queue.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chassis.messaging import amqp

SLOTS = 64
"""The most partitions of a handler. Publishers and consumers must agree on it for ever."""

END = "application/x-yunling-end"
"""Content type of the message behind the last event of a queue that is given up."""


def slot(subject: str) -> str:
    """The routing key by which partitioned queues tell the events of a subject from others."""
    return f"slot.{zlib.crc32(subject.encode()) % SLOTS:02}"


@dataclass(frozen=True)
class Partitioning:
    """The queues of a handler for one number of partitions: `jobs.on_person`, or
    `jobs.on_person.1of4` to `jobs.on_person.4of4` behind the exchange `jobs.on_person.of4`."""

    handler: str
    partitions: int

    @property
    def queues(self) -> list[str]:
        if self.partitions == 1:
            return [self.handler]
        return [f"{self.handler}.{n}of{self.partitions}" for n in range(1, self.partitions + 1)]

    @property
    def _exchange(self) -> str:
        return f"{self.handler}.of{self.partitions}"

    @property
    def _rest(self) -> str:
        return f"{self._exchange}.rest"

    def declare(self, channel: Any) -> None:
        """Declare the queues and the exchange that routes slots to them. Idempotent."""
        for queue in self.queues:
            channel.queue_declare(
                queue,
                durable=True,
                auto_delete=False,
                arguments={"x-queue-type": "quorum", "x-single-active-consumer": True},
            )
        if self.partitions == 1:
            return
        # An event without a slot is of a publisher older than slots, or a stranger's: all of
        # those lie in one queue, so they are in order among themselves.
        channel.exchange_declare(self._rest, "fanout", durable=True, auto_delete=False)
        channel.queue_bind(self.queues[0], self._rest)
        channel.exchange_declare(
            self._exchange,
            "direct",
            durable=True,
            auto_delete=False,
            arguments={"alternate-exchange": self._rest},
        )
        for number in range(SLOTS):
            queue = self.queues[number % self.partitions]
            channel.queue_bind(queue, self._exchange, f"slot.{number:02}")

    def bind(self, channel: Any, exchange: str, patterns: Iterable[str]) -> None:
        """Let matching events of `exchange` in."""
        for pattern in patterns:
            if self.partitions == 1:
                channel.queue_bind(self.handler, exchange, pattern)
            else:
                channel.exchange_bind(self._exchange, exchange, pattern)

    def unbind(self, channel: Any, exchange: str, patterns: Iterable[str]) -> None:
        """Let no more events in; those in the queues stay."""
        for pattern in patterns:
            if self.partitions == 1:
                channel.queue_unbind(self.handler, exchange, pattern)
            else:
                channel.exchange_unbind(self._exchange, exchange, pattern)

    def delete(self, channel: Any) -> None:
        """Delete everything, including events still queued."""
        for queue in self.queues:
            channel.queue_delete(queue)
        if self.partitions > 1:
            channel.exchange_delete(self._exchange)
            channel.exchange_delete(self._rest)

    def end(self, channel: Any) -> None:
        """Put a mark behind the last event of each queue, confirmed."""
        channel.confirm_select()
        for queue in self.queues:
            mark = amqp.message(b"", END, durable=True)
            channel.basic_publish_confirm(mark, exchange="", routing_key=queue)
