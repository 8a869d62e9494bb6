"""What the stores and the broker hold at the end of a run. Read from them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from pymongo import MongoClient

from tests.fault.cluster import Cluster, until
from tests.fault.witness import Testimony
from yunling.stack.mongo import store_name
from yunling.stack.place import STORES

Row = dict[str, Any]
KEPT = {
    "people": ("people",),
    "jobs": ("registrations", "seats", "people"),
    "loans": ("loans", "funds", "people"),
    "training": ("enrolments", "activities", "participations", "people"),
    "notify": ("messages",),
    "gateway": ("rejected",),
    "insight": ("generations", "marks_0001", "cells_0001", "counts_0001"),
}


@dataclass
class Evidence:
    """The stores', by service: the events of the outbox, the events in the inbox (as
    `handler|source|id`), the rows that wait, and in `kept` other collections as they are.
    `handled` holds what inboxes took in the order of its commit, as often as it was committed.
    """

    broker: Testimony
    outbox: dict[str, list[Row]]
    inbox: dict[str, set[str]]
    waiting: dict[str, list[Row]]
    handled: list[str]
    kept: dict[str, list[Row]]


def collect(cluster: Cluster, broker: Testimony) -> Evidence:
    """Everything that the auditor needs, the stores as they are now."""
    n = until(lambda: (cluster.primary(),), 60, "a primary")[0]
    with cluster.member_client(n, 10_000) as client:
        rows = {service: _flow(client, service) for service in STORES}
        return Evidence(
            broker=broker,
            outbox={service: flow[0] for service, flow in rows.items()},
            inbox={service: flow[1] for service, flow in rows.items()},
            waiting={service: flow[2] for service, flow in rows.items()},
            handled=list(_commits(client)),
            kept={
                f"{service}.{name}": list(client[store_name(service)][name].find())
                for service, names in KEPT.items()
                for name in names
            },
        )


def under_way(cluster: Cluster) -> str:
    """What is not at rest, as far as the stores know; empty when all is."""
    n = cluster.primary()
    if n is None:
        return "no primary"
    with cluster.member_client(n, 5000) as client:
        found = []
        for service in STORES:
            db = client[store_name(service)]
            unsent = db.outbox.count_documents({"unsent": True})
            waiting = db.waiting.count_documents({"state": "waiting"})
            queued = db.deliveries.count_documents({}) if service == "notify" else 0
            numbers = {"unsent": unsent, "waiting": waiting, "letters": queued}
            found += [f"{n} {what} in {service}" for what, n in numbers.items() if n]
    return ", ".join(found)


def _flow(client: MongoClient[Any], service: str) -> tuple[list[Row], set[str], list[Row]]:
    db = client[store_name(service)]
    outbox = [
        _published(event, bool(document.get("unsent")))
        for document in db.outbox.find()
        for event in document["events"]
    ]
    inbox = {key for document in db.inbox.find() for key in _taken(document)}
    return outbox, inbox, list(db.waiting.find())


def _published(event: Row, unsent: bool) -> Row:
    """One event of the outbox, with what its CloudEvent says."""
    told = orjson.loads(bytes(event["body"]))
    return {
        "source": told["source"],
        "event_id": event["id"],
        "type": event["type"],
        "subject": event["subject"],
        "sequence": int(told.get("sequence", 0)),
        "data": told["data"],
        "unsent": unsent,
    }


def _taken(document: Row) -> list[str]:
    """handler|source|id of each event of a batch in an inbox, in their order."""
    return [f"{document['handler']}|{key}" for key in document["events"]]


def _commits(client: MongoClient[Any]) -> Iterator[str]:
    """The events of inboxes in the order of the oplog, which is that of their commits."""
    inboxes = [f"{store_name(service)}.inbox" for service in STORES]
    parts: dict[Any, list[Row]] = defaultdict(list)
    wanted = {"$or": [{"ns": {"$in": inboxes}, "op": "i"}, {"o.applyOps": {"$exists": True}}]}
    for entry in client.local["oplog.rs"].find(wanted).sort("$natural", 1):
        writes = entry["o"].get("applyOps") or [entry]
        mine = [write for write in writes if write["op"] == "i" and write["ns"] in inboxes]
        transaction = str(entry.get("lsid")), entry.get("txnNumber")
        # A long transaction has several entries, and happens with the last.
        if entry["o"].get("partialTxn"):
            parts[transaction] += mine
            continue
        for write in parts.pop(transaction, []) + mine:
            yield from _taken(write["o"])
