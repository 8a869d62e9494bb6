"""What rows cost on disk and messages in the broker: `python -m tests.scale.sizes`.

Reads the stores of this checkout's stack, which should have played a part of a year before, and
fills and empties queues of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import kombu
import pymongo
from rich.console import Console
from rich.table import Table

from yunling.stack.mongo import admin_uri, store_name
from yunling.stack.place import STORES, Place, find_place
from yunling.stack.rabbit import USER, amqp_uri, control
from yunling.stack.secret import load_secrets

EVENTS_IN: dict[str, Any] = {"outbox": "$n", "inbox": {"$size": "$events"}}
"""How many events a document of these collections holds."""

ROWS_LEAST = 100
MESSAGES, BYTES, QUEUES = 20_000, 700, 100
console = Console(width=120)


def main() -> None:
    place = find_place()
    secrets = load_secrets(place)
    table = Table("store", "collection", "rows", "bytes a row", "on disk", "indexes", box=None)
    with pymongo.MongoClient[dict[str, Any]](admin_uri(place, secrets)) as client:
        # What is not yet in a checkpoint has no size on disk.
        client.admin.command("fsync")
        for store in STORES:
            for row in _rows(client[store_name(store)]):
                table.add_row(store, *row)
    console.print(table)
    _weigh_queues(place, amqp_uri(place, USER, secrets["rabbitmq"]))


def _rows(db: Any) -> Iterator[tuple[str, ...]]:
    """Name and count of each larger collection, and bytes per row: as sent, as stored
    (compressed), and of the indexes. A row of outbox and inbox is an event."""
    for name in sorted(db.list_collection_names()):
        seen = db.command("collStats", name)
        count = seen["count"]
        if name in EVENTS_IN and count:
            stages = [{"$group": {"_id": None, "n": {"$sum": EVENTS_IN[name]}}}]
            [found] = db[name].aggregate(stages)
            count = found["n"]
        if count >= ROWS_LEAST:
            sizes = (seen["size"], seen["storageSize"], seen["totalIndexSize"])
            yield name, f"{count:,}", *(f"{size / count:,.0f}" for size in sizes)


def _weigh_queues(place: Place, uri: str) -> None:
    """The broker's memory for queues that are idle, and for what waits in one."""
    names = [f"sizes.{n}" for n in range(QUEUES)]
    with kombu.Connection(uri) as connection:
        channel = connection.channel()
        empty = _memory(place)
        for name in names:
            channel.queue_declare(
                name, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
            )
        idle = _memory(place)
        producer = connection.Producer(serializer=None)
        for _ in range(MESSAGES):
            producer.publish(
                b"x" * BYTES,
                routing_key=names[0],
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=2,
            )
        while channel.queue_declare(names[0], passive=True).message_count < MESSAGES:
            pass
        full = _memory(place)
        for name in names:
            channel.queue_delete(name)
    console.print(
        f"a quorum queue: {(idle - empty) / QUEUES / 1024:,.0f} KiB of the broker's memory"
    )
    console.print(f"a waiting message of {BYTES} bytes: {(full - idle) / MESSAGES:,.0f} bytes")


def _memory(place: Place) -> int:
    """Bytes that the broker has taken for all that it does."""
    status = json.loads(control(place, "status", "--formatter", "json"))
    return int(status["memory"]["total"]["allocated"])


main()
