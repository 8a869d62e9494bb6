"""What the broker has to say: which events consumers were given, in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import amqp
import orjson
from kombu.utils.url import parse_url

from tests.fault.cluster import Cluster
from yunling.stack.rabbit import VHOST

WITNESS = "fault.witness"
"""A queue of the suite's own that is given every event, in the order in which consumers get it."""

EVENTS = "yunling.events"
PREFETCH = 1000
PART = re.compile(r"\.\d*of\d+$")
"""What the names of a handler's parts end with."""

Key = tuple[str, str]
"""Source and id: what an event is known by."""


@dataclass(frozen=True)
class Testimony:
    """The broker's: the events in the order in which consumers were given them, as often as they
    were; how many messages are in each queue; and (handler, pattern) of each binding."""

    published: list[Key]
    queues: dict[str, int]
    bindings: list[tuple[str, str]]


def bear_witness(uri: str) -> None:
    """Declare the witness, before the first event."""
    with _connected(uri) as connection:
        channel = connection.channel()
        arguments = {"x-queue-type": "quorum"}
        channel.queue_declare(WITNESS, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(WITNESS, EVENTS, "#")


def hear(cluster: Cluster) -> Testimony:
    """What the broker has to say. Empties the witness, so it can be asked once."""
    return Testimony(_witnessed(cluster.broker_uri()), depths(cluster), _bindings(cluster))


def _witnessed(uri: str) -> list[Key]:
    heard: list[Any] = []
    with _connected(uri) as connection:
        channel = connection.channel()
        left = channel.queue_declare(WITNESS, passive=True).message_count
        channel.basic_qos(0, PREFETCH, False)
        channel.basic_consume(WITNESS, callback=heard.append)
        taken = 0
        while taken < left:
            connection.drain_events(timeout=20)
            if len(heard) - taken >= PREFETCH // 2 or len(heard) >= left:
                channel.basic_ack(heard[-1].delivery_tag, multiple=True)
                taken = len(heard)
    events = (orjson.loads(message.body) for message in heard)
    return [(event["source"], event["id"]) for event in events]


def depths(cluster: Cluster) -> dict[str, int]:
    """Messages in each queue but the witness, ready and in hand."""
    columns = "messages_ready", "messages_unacknowledged"
    told = cluster.control("list_queues", "-p", VHOST, "name", *columns, "--no-table-headers")
    rows = (line.split("\t") for line in told.splitlines() if "\t" in line)
    return {name: int(ready) + int(held) for name, ready, held in rows if name != WITNESS}


def _bindings(cluster: Cluster) -> list[tuple[str, str]]:
    """(handler, pattern): a handler has one queue, or an exchange before several."""
    columns = "source_name", "destination_name", "routing_key"
    told = cluster.control("list_bindings", "-p", VHOST, *columns, "--no-table-headers")
    rows = (line.split("\t") for line in told.splitlines())
    return [
        (PART.sub("", row[1]), row[2])
        for row in rows
        if row[0] == EVENTS and row[1] != WITNESS and "." in row[2]
    ]


def _connected(uri: str) -> amqp.Connection:
    place = parse_url(uri)
    return amqp.Connection(
        host=f"{place['hostname']}:{place['port']}",
        userid=place["userid"],
        password=place["password"],
        virtual_host=place["virtual_host"],
        connect_timeout=5,
    )
