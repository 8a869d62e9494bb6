"""The platform itself as the system under test, on the local stack."""

from __future__ import annotations

import time
from typing import Any

import psutil

from tests.bench.stack import Stack
from tests.bench.system import Ground
from tests.integration.door import Door
from tests.integration.making import a_fair_form, a_worker_form
from tests.integration.target import eventually
from yunling.stack.place import STORES

PEOPLE_A_BATCH = 200
PARTNER = "bodies"


class Ours:
    """Every service of the platform runs, also those that a scenario does not need."""

    name = "ours"

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.url = stack.url

    def headers(self, role: str) -> dict[str, str]:
        claims = {"partner_id": PARTNER} if role == "partner" else {}
        role = "admin" if role == "officer" else role
        return {"Authorization": f"Bearer {self.stack.token(role, **claims)}"}

    def ground(self, people: int, fairs: int, capacity: int) -> Ground:
        door = Door(self.url, self.stack.token("admin"))
        person_ids: list[str] = []
        while len(person_ids) < people:
            count = min(PEOPLE_A_BATCH, people - len(person_ids))
            forms = [a_worker_form() for _ in range(count)]
            rows = door.make("/v1/people/batches", {"people": forms})["rows"]
            person_ids += [row["person_id"] for row in rows if row.get("person_id")]
        fair_ids = [self._fair(door, capacity) for _ in range(fairs)]
        known = self.stack.store("jobs")["people"]
        eventually(
            lambda: known.count_documents({"_id": {"$in": person_ids}}) == len(person_ids),
            120,
            "the news of the people",
        )
        return Ground(person_ids, fair_ids)

    def effects(self) -> int:
        return _handled(self.stack.store("insight"))

    def settle(self) -> None:
        before: list[int] = []
        while (now := self._handled()) != before:
            before = now
            time.sleep(1)

    def processes(self) -> dict[str, psutil.Process]:
        return self.stack.processes()

    def _handled(self) -> list[int]:
        """Rows of every inbox and unsent rows of every outbox."""
        stores = [self.stack.store(name) for name in STORES]
        unsent = [store["outbox"].count_documents({"unsent": True}) for store in stores]
        if any(unsent):
            return [-time.monotonic_ns()]
        return [_handled(store) for store in stores]

    @staticmethod
    def _fair(door: Door, capacity: int) -> str:
        fair_id: str = door.make("/v1/fairs", a_fair_form(capacity=capacity))["fair_id"]
        door.make(f"/v1/fairs/{fair_id}/publication", {})
        return fair_id


def _handled(store: Any) -> int:
    """How many events a store's inbox remembers; a document holds those of a batch."""
    stages: list[Any] = [{"$group": {"_id": None, "n": {"$sum": {"$size": "$events"}}}}]
    return sum(row["n"] for row in store["inbox"].aggregate(stages))
