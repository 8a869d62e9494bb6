"""Proof that the auditor sees: what is broken on purpose in the stores must show in its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import orjson
from bson import Binary
from pymongo import MongoClient

from tests.fault.findings import Findings
from yunling.stack.mongo import store_name

Client = MongoClient[Any]
MOVED = "yunling.people.person.moved.v1"


def prove(client: Client, audit: Callable[[], Findings]) -> dict[str, bool]:
    """Break one thing after the other, and mend it again: whether `audit` saw it, by what it was.

    Each must raise its figure above what it is without.
    """
    before = audit().figures
    seen: dict[str, bool] = {}
    for breaking, figure in BREAKAGES.items():
        with breaking(client):
            seen[breaking.__name__] = audit().figures[figure] > before[figure]
    return seen


@contextmanager
def an_effect_removed(client: Client) -> Iterator[None]:
    registrations = _in(client, "jobs").registrations
    one = registrations.find_one_and_delete({})
    yield
    registrations.insert_one(one)


@contextmanager
def an_effect_doubled(client: Client) -> Iterator[None]:
    cells = _in(client, "insight").cells_0001
    one = cells.find_one({})
    cells.update_one({"_id": one["_id"]}, {"$inc": {"total": one["total"]}})
    yield
    cells.replace_one({"_id": one["_id"]}, one)


@contextmanager
def an_order_swapped(client: Client) -> Iterator[None]:
    """The first move of somebody and the event before it trade their places in the sequence."""
    outbox = _in(client, "people").outbox
    moved = next(e for row in outbox.find() for e in row["events"] if e["type"] == MOVED)
    rows = [row for row in outbox.find() if _tells_of(row, moved["subject"])]
    for row in rows:
        events = [_swapped(event, moved["subject"]) for event in row["events"]]
        outbox.update_one({"_id": row["_id"]}, {"$set": {"events": events}})
    yield
    for row in rows:
        outbox.replace_one({"_id": row["_id"]}, row)


@contextmanager
def an_event_stuck(client: Client) -> Iterator[None]:
    outbox = _in(client, "loans").outbox
    one = outbox.find_one({})
    outbox.update_one({"_id": one["_id"]}, {"$set": {"unsent": True}})
    yield
    outbox.replace_one({"_id": one["_id"]}, one)


@contextmanager
def a_good_event_parked(client: Client) -> Iterator[None]:
    waiting = _in(client, "insight").waiting
    about = {"handler": "insight.on_event", "source": "/yunling/jobs", "event_id": "made-up"}
    more = {"type": "made.up", "body": Binary(b""), "state": "parked", "cause": None}
    put = waiting.insert_one({"_id": "made-up", **about, **more})
    yield
    waiting.delete_one({"_id": put.inserted_id})


BREAKAGES: dict[Callable[[Client], AbstractContextManager[None]], str] = {
    an_effect_removed: "lost",
    an_effect_doubled: "twice",
    an_order_swapped: "out_of_order",
    an_event_stuck: "stuck",
    a_good_event_parked: "parked_good",
}
"""What is broken, and the figure in which it must show."""


def _tells_of(row: dict[str, Any], subject: str) -> bool:
    return any(event["subject"] == subject for event in row["events"])


def _swapped(event: dict[str, Any], subject: str) -> dict[str, Any]:
    """The event as if its first two in this subject had come the other way round."""
    told = orjson.loads(bytes(event["body"]))
    place = int(told.get("sequence", 0))
    if event["subject"] != subject or place not in (1, 2):
        return event
    told["sequence"] = f"{3 - place:010}"
    return {**event, "body": Binary(orjson.dumps(told))}


def _in(client: Client, service: str) -> Any:
    return client[store_name(service)]
