"""Events that no queue wanted: counted, returned to the exchange, or discarded by type.

They stay in the broker's queue: looking takes them out of it for a moment, and closing the channel
returns them to their places. RabbitMQ 3 lets that be done as often as one likes; 4 drops a message
after 20 times unless a policy lifts its delivery limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from chassis.domain import Work
from chassis.messaging import amqp, unrouted

LOOKED_MOST = 5_000


def count(amqp_uri: str) -> dict[str, Any]:
    """How many there are, and of those looked at how many by type."""
    connection = amqp.connect(amqp_uri, "unrouted")
    try:
        channel = connection.channel()
        waiting = channel.queue_declare(amqp.UNROUTED, passive=True).message_count
        types = Counter(_type(message) for message in _taken(channel, waiting))
    finally:
        amqp.forget(connection)
    shown = [{"type": type, "count": count} for type, count in types.most_common()]
    return {"events": waiting, "looked_at": types.total(), "types": shown}


def discard(amqp_uri: str, type: str) -> int:
    """Discard the events of one type among those looked at; the rest keep their places."""
    connection = amqp.connect(amqp_uri, "unrouted")
    gone = 0
    try:
        channel = connection.channel()
        waiting = channel.queue_declare(amqp.UNROUTED, passive=True).message_count
        for message in _taken(channel, waiting):
            if _type(message) == type:
                channel.basic_ack(message.delivery_tag)
                gone += 1
        channel.close()
    finally:
        amqp.forget(connection)
    return gone


def give_back(amqp_uri: str) -> int:
    """Publish all of them again. Those that no queue wants come back."""
    return unrouted.give_back(amqp_uri)


def record(work: Work, *, action: str, reason: str, events: int, **query: Any) -> None:
    """Record who returned or discarded how many."""
    work.audit(action, reason=reason, events=events, query=query)


def _taken(channel: Any, waiting: int) -> Iterator[Any]:
    for _ in range(min(waiting, LOOKED_MOST)):
        message = channel.basic_get(amqp.UNROUTED)
        if message is None:
            return
        yield message


def _type(message: Any) -> str:
    return str(message.delivery_info["routing_key"])
