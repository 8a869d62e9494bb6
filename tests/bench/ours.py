"""The platform itself as the system under test, on the local stack."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import psutil

from tests.bench.stack import Stack
from tests.bench.system import Ground
from tests.integration.door import Door
from tests.integration.making import a_fair_form, a_worker_form
from tests.integration.target import eventually
from yunling.stack.place import STORES

PEOPLE_A_BATCH = 200
PARTNER = "bodies"


class Ours(AbstractContextManager["Ours"]):
    """Every service of the platform runs, also those that a scenario does not need."""

    name = "ours"

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.url = stack.url

    def __enter__(self) -> Ours:
        self.stack.services(run=True)
        return self

    def __exit__(self, *about: object) -> None:
        """It runs on: `make up` started it."""

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
            # A number that is known already has a row too, with a code.
            person_ids += [row["person_id"] for row in rows if not row.get("code")]
        fair_ids = [self._fair(door, capacity) for _ in range(fairs)]
        for first in range(0, people, PEOPLE_A_BATCH):
            self._await_news_of(person_ids[first : first + PEOPLE_A_BATCH])
        return Ground(person_ids, fair_ids)

    def effects(self) -> int:
        """Marks of insight: it makes one for each measure that a partner reports."""
        store = self.stack.store("insight")
        marks = [name for name in store.list_collection_names() if name.startswith("marks_")]
        return sum(store[name].estimated_document_count() for name in marks)

    def settle(self) -> None:
        before: list[int] = []
        while (now := self._handled()) != before:
            before = now
            time.sleep(2)

    def processes(self) -> dict[str, psutil.Process]:
        return self.stack.processes()

    def lags_ms(self, since: datetime) -> tuple[list[float], list[float]]:
        """Of the partner events since then: from their transaction to the broker's confirm, and
        to their effect."""
        outbox = self.stack.store("gateway")["outbox"].find({"sent_at": {"$gte": since}})
        inbox = self.stack.store("insight")["inbox"].find({"at": {"$gte": since}})
        handled = {key.rpartition("|")[2]: row["at"] for row in inbox for key in row["events"]}
        sent: list[float] = []
        effect: list[float] = []
        for row in outbox:
            ends = [handled[event["id"]] for event in row["events"] if event["id"] in handled]
            sent += [_ms(row["sent_at"] - row["at"])] * len(row["events"])
            effect += [_ms(end - row["at"]) for end in ends]
        return sent, effect

    def _handled(self) -> list[int]:
        """The batches of every inbox; always another answer while an outbox has unsent rows."""
        stores = [self.stack.store(name) for name in STORES]
        unsent = [store["outbox"].count_documents({"unsent": True}) for store in stores]
        if any(unsent):
            return [-time.monotonic_ns()]
        return [store["inbox"].estimated_document_count() for store in stores]

    def _await_news_of(self, person_ids: list[str]) -> None:
        known = self.stack.store("jobs")["people"]
        these = {"_id": {"$in": person_ids}}
        eventually(
            lambda: known.count_documents(these) == len(person_ids), 120, "the news of the people"
        )

    @staticmethod
    def _fair(door: Door, capacity: int) -> str:
        fair_id: str = door.make("/v1/fairs", a_fair_form(capacity=capacity))["fair_id"]
        door.make(f"/v1/fairs/{fair_id}/publication", {})
        return fair_id


def _ms(lag: timedelta) -> float:
    return lag / timedelta(milliseconds=1)
