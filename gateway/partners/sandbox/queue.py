"""A partner's queue as the broker knows it at this moment.

Asked over AMQP: the management API tells counts only where its statistics are collected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import eventlet
from amqp.exceptions import NotFound

from chassis.messaging import amqp

LOOKS, LOOK_S = 20, 0.01
"""How a queue is looked at after its connections were closed: until a client may be back."""


@dataclass(frozen=True)
class QueueState:
    """How many messages wait, and how many readers there are."""

    ready: int
    consumers: int


def look(amqp_uri: str, name: str) -> QueueState:
    """The state of a queue; one that nothing was delivered to yet is empty."""
    connection = amqp.connect(amqp_uri, "sandbox")
    try:
        return _state(connection.channel(), name)
    except NotFound:
        return QueueState(ready=0, consumers=0)
    finally:
        amqp.forget(connection)


def given_back(amqp_uri: str, name: str, close: Callable[[], None]) -> int:
    """Close the readers' connections; returns how many messages they had not acknowledged, which
    are in the queue again."""
    connection = amqp.connect(amqp_uri, "sandbox")
    try:
        channel = connection.channel()
        before = _state(channel, name).ready
        close()
        most = before
        for _ in range(LOOKS):
            most = max(most, _state(channel, name).ready)
            eventlet.sleep(LOOK_S)
        return most - before
    except NotFound:
        return 0
    finally:
        amqp.forget(connection)


def _state(channel: Any, name: str) -> QueueState:
    declared = channel.queue_declare(name, passive=True)
    return QueueState(declared.message_count, declared.consumer_count)
