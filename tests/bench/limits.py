"""The raw limits of the machine: broker and database with a client that does nothing else."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import amqp
import orjson
from kombu.utils.url import parse_url
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from tests.bench import events
from tests.bench.stack import Stack

QUEUE = "bench.limit"
IN_FLIGHT = 500
A_TRANSACTION = 500
WRITERS = 4


def run(stack: Stack, count: int) -> dict[str, float]:
    """Events a second, of the shape and size of B1's."""
    return {
        "quorum publish": _published(stack, count),
        "batch transaction": _stored(stack, count),
    }


def _published(stack: Stack, count: int) -> float:
    """Persistent messages into a quorum queue, confirms pipelined by 500, one connection."""
    place = parse_url(stack.amqp_uri)
    with amqp.Connection(
        host=f"{place['hostname']}:{place['port']}",
        userid=place["userid"],
        password=place["password"],
        virtual_host=place["virtual_host"],
    ) as connection:
        connection.client_properties["capabilities"].pop("connection.blocked", None)
        channel = connection.channel()
        channel.queue_delete(QUEUE)
        channel.queue_declare(
            QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
        )
        channel.confirm_select()
        open_: set[int] = set()

        def confirmed(tag: int, multiple: bool) -> None:
            # Tags are confirmed in any order; `multiple` means all up to this one.
            open_.difference_update([one for one in open_ if one <= tag] if multiple else [tag])

        channel.events["basic_ack"].add(confirmed)
        body = orjson.dumps(events.measure("bodies"))
        started = time.perf_counter()
        for tag in range(1, count + 1):
            open_.add(tag)
            channel.basic_publish(amqp.Message(body, delivery_mode=2), "", QUEUE)
            while len(open_) >= (IN_FLIGHT if tag < count else 1):
                connection.drain_events(timeout=30)
        seconds = time.perf_counter() - started
        channel.queue_delete(QUEUE)
    return count / seconds


def _stored(stack: Stack, count: int) -> float:
    """Transactions of 500 inbox rows, effects and outbox rows, majority-journaled, four at once."""
    client = stack.admin()
    db = client["bench_limit"]
    client.drop_database(db.name)
    for name in ("inbox", "effects", "outbox"):
        db.create_collection(name)

    def store(rows: tuple[list[dict[str, Any]], ...]) -> None:
        with client.start_session() as session:
            session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
            )
            for name, some in zip(("inbox", "effects", "outbox"), rows, strict=True):
                db[name].insert_many(some, session=session)
            session.commit_transaction()

    work = [_rows(min(A_TRANSACTION, count - n)) for n in range(0, count, A_TRANSACTION)]
    with ThreadPoolExecutor(WRITERS) as writers:
        started = time.perf_counter()
        list(writers.map(store, work))
        seconds = time.perf_counter() - started
    client.drop_database(db.name)
    return count / seconds


def _rows(count: int) -> tuple[list[dict[str, Any]], ...]:
    now = datetime.now(UTC)
    made = [events.measure("bodies") for _ in range(count)]
    inbox = [
        {"_id": f"limit|{one['id']}", "handler": "limit", "type": one["type"], "at": now}
        for one in made
    ]
    effects = [{"_id": one["id"], "data": one["data"], "at": now} for one in made]
    outbox = [
        {
            "_id": str(uuid.uuid4()),
            "event_id": one["id"],
            "type": one["type"],
            "subject": one["subject"],
            "unsent": True,
            "at": now,
            "body": orjson.dumps(one),
        }
        for one in made
    ]
    return inbox, effects, outbox
