"""What the stores and the broker hold, against what was acknowledged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.cluster.nodes import BROKERS, Nodes
from tests.cluster.traffic import Ledger
from tests.integration.door import Door
from tests.integration.target import eventually
from yunling import services

# Events that no handler wants lie here, so that none vanishes.
UNROUTED = "yunling.unrouted"

READ = """
import collections, json, os, sys, pymongo
db = pymongo.MongoClient(os.environ[sys.argv[1].upper() + "_MONGO_URI"]).get_default_database()
sequences = collections.defaultdict(list)
for event in (event for row in db.outbox.find() for event in row["events"]):
    if number := int(json.loads(event["body"]).get("sequence", 0)):
        sequences[event["subject"]].append(number)
print(json.dumps({
    "unsent": db.outbox.count_documents({"unsent": True}),
    "held": db.waiting.count_documents({}),
    "gaps": [s for s, own in sequences.items() if sorted(own) != list(range(1, len(own) + 1))],
    "people": [row["_id"] for row in db.people.find({}, ["_id"])],
    "registrations": {row["_id"]: row["state"] for row in db.registrations.find()},
}))
"""


@dataclass(frozen=True)
class Figures:
    lost: int
    twice: int
    held: int
    unhandled: int
    gaps: int


def audit(nodes: Nodes, door: Door, ledger: Ledger) -> Figures:
    """Wait until the platform has come to rest, then compare; the caller wants zeros."""
    eventually(lambda: at_rest(nodes, door), 120, "rest")
    stores = {service: read_store(nodes, service) for service in services.NAMES}
    people, registrations = set(stores["people"]["people"]), stores["jobs"]["registrations"]
    attended = {id for id, state in registrations.items() if state == "attended"}
    acknowledged = ((ledger.people, people), (set(ledger.registrations), set(registrations)))
    compared = (*acknowledged, (ledger.visited, attended))
    copies = [set(stores[service]["people"]) for service in ("jobs", "loans", "training")]
    return Figures(
        lost=sum(len(told - kept) for told, kept in compared)
        + sum(len(people - copy) for copy in copies),
        twice=sum(len(kept - told) for told, kept in compared),
        held=sum(store["held"] + store["unsent"] for store in stores.values()),
        unhandled=sum(unhandled(door).values()),
        gaps=sum(len(store["gaps"]) for store in stores.values()),
    )


def read_store(nodes: Nodes, service: str) -> dict[str, Any]:
    said = nodes.compose("exec", "-T", service, "python", "-c", READ, service)
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return found


def at_rest(nodes: Nodes, door: Door) -> bool:
    flow = door.read("/v1/ops/flow")
    assert all(flow.values()), [service for service, one in flow.items() if one is None]
    moving = {s: one["unsent"] + one["waiting"] for s, one in flow.items()}
    assert not any(moving.values()), moving
    backlog = nodes.backlog(BROKERS[0])
    backlog.pop(UNROUTED, None)
    assert not backlog, backlog
    assert not unhandled(door), unhandled(door)
    return True


def unhandled(door: Door) -> dict[str, int]:
    """By queue: how many events were published for it, less those that it has handled. The inbox
    holds an event once, so one that is neither lost nor repeated in effect makes this zero."""
    flow = door.read("/v1/ops/flow")
    published = {type: n for one in flow.values() for type, n in one["published"].items()}
    owed = {
        queue: sum(n for type, n in published.items() if any(fits(p, type) for p in patterns))
        - sum(one["handled"].get(queue, {}).values())
        for one in flow.values()
        for queue, patterns in one["bindings"].items()
    }
    return {queue: n for queue, n in owed.items() if n}


def fits(pattern: str, type: str) -> bool:
    """Whether a topic pattern takes a type: `*` is one word, `#` the rest."""
    words, wanted = type.split("."), pattern.split(".")
    if wanted[-1] == "#":
        wanted, words = wanted[:-1], words[: len(wanted) - 1]
    pairs = zip(wanted, words, strict=False)
    return len(wanted) == len(words) and all(w in ("*", word) for w, word in pairs)
