"""Clients at the door: they register people, move them about, and ask every service something."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

import requests

from tests.integration.door import Answer, Door
from tests.integration.making import a_fair_form, a_worker_form, unique

COUNTIES = ("530102", "530103", "530111", "530112")
READS = ("/v1/fairs", "/v1/loans", "/v1/classes", "/v1/people")


class Load:
    """Some clients, each with a connection of its own, from `start` to `finish`."""

    def __init__(self, door: Callable[[], Door], clients: int = 3, pause_s: float = 0.05) -> None:
        self.requests = 0
        self.failures: list[str] = []
        self.regions: dict[str, str] = {}
        self._pause_s = pause_s
        self._enough = threading.Event()
        doors = [door() for _ in range(clients)]
        self._threads = [threading.Thread(target=self._client, args=[one]) for one in doors]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _client(self, door: Door) -> None:
        for turn in itertools.count():
            if self._enough.is_set():
                return
            person = self._ask(door.post, "/v1/people", a_worker_form())
            for region in COUNTIES[1:]:
                if person:
                    path = f"/v1/people/{person['person_id']}"
                    moved = self._ask(door.put, f"{path}/region", {"region": region})
                    if moved:
                        self.regions[person["person_id"]] = region
                    self._ask(door.get, path)
            self._ask(door.post, "/v1/fairs", a_fair_form())
            self._ask(door.post, "/v1/courses", _a_course())
            self._ask(door.get, READS[turn % len(READS)])

    def _ask(self, call: Callable[..., Answer], path: str, *body: Any) -> Any:
        """The body of an answer; what is no success is written down."""
        self.requests += 1
        began = time.monotonic()
        try:
            answer = call(path, *body)
        except requests.RequestException as error:
            self._fail(path, began, repr(error))
            return None
        if answer.status not in (200, 201):
            self._fail(path, began, f"{answer.status} {answer.body}")
            return None
        time.sleep(self._pause_s)
        return answer.body

    def _fail(self, path: str, began: float, why: str) -> None:
        self.failures.append(f"{path} after {time.monotonic() - began:.2f} s: {why}")


def _a_course() -> dict[str, Any]:
    return {
        "title": "评茶员（初级）",
        "trade": "评茶员",
        "level": "junior",
        "hours": 16,
        "provider_id": unique("provider"),
    }
