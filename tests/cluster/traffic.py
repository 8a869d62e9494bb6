"""People who register and visit fairs, all the time: what was acknowledged, and how long it took.

A command that gets no answer, or is told to come later, is sent again under its idempotency key
until it is accepted, as every client should.
"""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import requests

from tests.integration.door import Answer, Door
from tests.integration.making import a_worker_form, day
from tests.integration.partners import BATCH, an_event
from tests.integration.target import eventually

HANDS = 6
PATIENCE_S = 180
LATER = {"unavailable", "request_in_progress", "person_not_known", "fair_not_known"}


@dataclass
class Ledger:
    """What the platform has acknowledged, over all tests: ids, and what belongs to them."""

    people: set[str] = field(default_factory=set)
    registrations: dict[str, str] = field(default_factory=dict)
    visited: set[str] = field(default_factory=set)


@dataclass
class Traffic:
    """Registrations on `fairs` by several hands at once. Times are of the monotonic clock."""

    doors: Callable[[], tuple[Door, Door]]
    fairs: list[str]
    ledger: Ledger
    accepted_at: list[float] = field(default_factory=list)
    slowest_s: float = 0.0
    asked_again: int = 0
    wrong: list[str] = field(default_factory=list)
    _done: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def running(self) -> Iterator[Traffic]:
        """Traffic for the time of a block; what is under way at its end is brought to its end."""
        hands = [threading.Thread(target=self._work, name=f"hand-{n}") for n in range(HANDS)]
        for hand in hands:
            hand.start()
        try:
            eventually(lambda: len(self.accepted_at) > 2 * HANDS, 60, "traffic")
            yield self
        finally:
            self._done.set()
            for hand in hands:
                hand.join()
        assert not self.wrong, self.wrong[:5]

    def goes_on(self, within_s: float) -> None:
        """Wait until commands are accepted again, some by every hand."""
        seen = len(self.accepted_at)
        eventually(lambda: len(self.accepted_at) > seen + 3 * HANDS, within_s, "the next commands")

    def standstill_s(self, since: float) -> float:
        """The longest time after `since` in which nothing at all was accepted."""
        times = [since, *(at for at in list(self.accepted_at) if at > since)]
        return max((b - a for a, b in pairwise(times)), default=0.0)

    def next_s(self, moment: float) -> float:
        """From `moment` to the next acceptance."""
        return min(at for at in self.accepted_at if at > moment) - moment

    def summary(self, since: float) -> str:
        return (
            f"nothing accepted for {self.standstill_s(since):.1f} s, slowest command "
            f"{self.slowest_s:.1f} s, {len(self.accepted_at)} accepted, "
            f"{self.asked_again} asked again"
        )

    def _work(self) -> None:
        admin, venue = self.doors()
        while not self._done.is_set():
            try:
                self._one_visitor(admin, venue)
            except Exception as error:  # noqa: BLE001 - reported by the thread that waits
                self.wrong.append(repr(error))
                return

    def _one_visitor(self, admin: Door, venue: Door) -> None:
        person_id = self._accepted(admin, "/v1/people", a_worker_form())["person_id"]
        with self._lock:
            self.ledger.people.add(person_id)
        fair_id = random.choice(self.fairs)
        path = f"/v1/fairs/{fair_id}/registrations"
        registration_id = self._accepted(admin, path, {"person_id": person_id})["registration_id"]
        with self._lock:
            self.ledger.registrations[registration_id] = person_id
        data = {"fair_id": fair_id, "person_id": person_id, "on": day()}
        events = [an_event("venues", "checkin.reported", fair_id, data)]
        self._accepted(venue, "/v1/events", events, kind=BATCH)
        with self._lock:
            self.ledger.visited.add(registration_id)

    def _accepted(self, door: Door, path: str, body: Any, kind: str = "application/json") -> Any:
        """The body of the answer that accepts the command; the same key each time."""
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": kind}
        began = time.monotonic()
        while True:
            answer = _asked(door, path, body, headers)
            if answer and answer.status in (200, 201, 202):
                break
            if answer and answer.body.get("code") not in LATER:
                raise AssertionError(f"POST {path}: {answer.status} {answer.body}")
            if time.monotonic() - began > PATIENCE_S:
                raise AssertionError(f"POST {path}: not accepted in {PATIENCE_S} s; {answer}")
            self.asked_again += 1
            time.sleep(0.2)
        now = time.monotonic()
        with self._lock:
            self.accepted_at.append(now)
            self.slowest_s = max(self.slowest_s, now - began)
        return answer.body


def _asked(door: Door, path: str, body: Any, headers: dict[str, str]) -> Answer | None:
    """The answer, None when there was none."""
    try:
        return door.send("POST", path, json=body, headers=headers, timeout=15)
    except requests.RequestException:
        return None
