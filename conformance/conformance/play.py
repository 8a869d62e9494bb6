"""The hands of the script: open cases, deliver, and wait for what the partner says."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.bodies import Body
from conformance.case import Case
from conformance.sandbox import Event, Sandbox, Status

TOGETHER = 10
"""Cases are opened in groups: most partners take a group as quickly as one."""

Found = TypeVar("Found")


class NotAsExpected(Exception):
    """What the partner did instead, in words for its developers."""


class Deaf(NotAsExpected):
    """Not even a good event was answered: the rest of the script would only repeat that."""


@dataclass(frozen=True)
class Pace:
    """`within_s` is how long a partner may take to answer; `grace_s` how long after a good answer
    a wrong one would still have shown; `look_s` lies between two looks; `away_s` is how long an
    outage lasts."""

    within_s: float = 30
    grace_s: float = 1
    look_s: float = 0.25
    away_s: int = 4


class Play:
    """One run against one partner's system."""

    def __init__(self, sandbox: Sandbox, body: Body, pace: Pace) -> None:
        self.body = body
        self.pace = pace
        self.said: list[Event] = []
        self.answered_s: list[float] = []
        """How long each answer took, in seconds from the asking for its delivery."""
        self.notes: list[str] = []
        self._sandbox = sandbox
        before = sandbox.taken(None)
        self._start = before[-1].place if before else None
        self._places: set[str] = set()
        self._open: list[Case] = []
        self._delivered_at = time.monotonic()
        self._rejected_before = {_refusal(row) for row in sandbox.rejected()}

    def open(self, count: int = 1) -> list[Case]:
        """Cases that wait for nothing but their trigger. Raises Deaf."""
        if len(self._open) < count:
            self._open += self._opened(max(count, TOGETHER))
        taken, self._open = self._open[:count], self._open[count:]
        return taken

    def deliver(self, *events: Event, forged: bool = False) -> None:
        self._delivered_at = time.monotonic()
        self._sandbox.deliver(events, forged)

    def be_away(self, seconds: int) -> int:
        return self._sandbox.be_away(seconds)

    def status(self) -> Status:
        return self._sandbox.status()

    def about(self, case: Case) -> list[Event]:
        """What the partner has said of a case."""
        return [event for event in self.said if self.body.concerns(case, event)]

    def answers(self, case: Case) -> list[Event]:
        return [event for event in self.about(case) if event["type"] == self.body.answer]

    def expect_answer(self, case: Case, more_s: float = 0) -> Event:
        """The one right answer to a case. Raises NotAsExpected."""
        if not self._wait(lambda: self.answers(case), more_s):
            raise NotAsExpected(f"no {self.body.answer} in {self.pace.within_s + more_s:g} s")
        self.answered_s.append(time.monotonic() - self._delivered_at)
        first = self.answers(case)[0]
        if wrong := self.body.wrong(case, first):
            raise NotAsExpected("; ".join(wrong))
        return first

    def expect_once(self, case: Case) -> None:
        """That the answer to a case, which has come, stays the only one."""
        answers = self.answers(case)
        if len({answer["id"] for answer in answers}) > 1:
            deeds = len({self.body.effect(answer) for answer in answers})
            raise NotAsExpected(f"{len(answers)} answers to one event, {deeds} of them deeds")

    def expect_nothing(self, case: Case, why: str) -> None:
        """That a case was left alone, once a good case after it has been answered."""
        self.go_on()
        if self.answers(case):
            raise NotAsExpected(f"it acted {why}")

    def go_on(self) -> None:
        """Deliver a good case, wait for its answer and the grace. Raises Deaf."""
        [marker] = self.open()
        self.deliver(self.body.trigger(marker))
        if not self._wait(lambda: self.answers(marker)):
            raise Deaf(f"a good event after it was not answered in {self.pace.within_s:g} s")
        time.sleep(self.pace.grace_s)
        self.look()

    def until(self, check: Callable[[], Found]) -> Found | None:
        """The first truthy answer of a check, within the time that a partner has."""
        return self._wait(check)

    def look(self) -> None:
        """Read what has come since the last look."""
        # From the start of the run each time: with several gateways an event may show up before
        # one that has an earlier place.
        for taken in self._sandbox.taken(self._start):
            if taken.place not in self._places:
                self._places.add(taken.place)
                self.said.append(taken.event)

    def refusals(self) -> list[str]:
        """What the intake refused during the run, in words."""
        rows = [
            row for row in self._sandbox.rejected() if _refusal(row) not in self._rejected_before
        ]
        return [f"{row['type']} {row['event_id']}: {row['code']}" for row in rows]

    def _opened(self, count: int) -> list[Case]:
        cases = [Case() for _ in range(count)]
        openings = [event for case in cases for event in self.body.opening(case)]
        if openings:
            self.deliver(*openings)

        def are_open() -> bool:
            # Each is asked, because asking notes what the partner said of it.
            states = [self.body.is_open(case, self.about(case)) for case in cases]
            return all(states)

        if not self._wait(are_open):
            raise Deaf(f"nothing came in {self.pace.within_s:g} s after {_types(openings)}")
        return cases

    def _wait(self, check: Callable[[], Found], more_s: float = 0) -> Found | None:
        deadline = time.monotonic() + self.pace.within_s + more_s
        while True:
            self.look()
            found = check()
            if found or time.monotonic() > deadline:
                return found or None
            time.sleep(self.pace.look_s)


def _types(events: Sequence[Event]) -> str:
    return ", ".join(sorted({event["type"] for event in events}))


def _refusal(row: dict[str, Any]) -> tuple[str, int]:
    """A refused event has one row, however often it came."""
    return row["rejected_id"], row["times"]
