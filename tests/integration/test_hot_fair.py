"""Sixty-four clients want into one fair at once: no seat twice, nobody overtaken, and fast."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.door import Door
from tests.integration.making import a_fair, a_registration, a_worker_form

CLIENTS = 64
PEOPLE = 480
CAPACITY = 120
# What the best public ticket system takes, by its own figures; ours takes many times that on a
# quiet machine, and this much on a busy one too.
FLOOR_PER_S = 400 / 60
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """What a client was told, and between which moments."""

    asked: float
    told: float
    registration: dict[str, Any]


class Crowd:
    """Clients with a connection each, who take the next person from one common list."""

    def __init__(self, door: Any) -> None:
        self._doors = [door("admin") for _ in range(CLIENTS)]

    def do(self, task: Any, things: list[Any]) -> list[Any]:
        free = list(self._doors)
        lock = threading.Lock()

        def with_a_door(thing: Any) -> Any:
            with lock:
                door = free.pop()
            try:
                return task(door, thing)
            finally:
                free.append(door)

        with ThreadPoolExecutor(CLIENTS) as threads:
            return list(threads.map(with_a_door, things))


@pytest.fixture(scope="module")
def crowd(as_: Any) -> Crowd:
    return Crowd(as_)


@pytest.fixture(scope="module")
def person_ids(admin: Door, crowd: Crowd) -> list[str]:
    """People of whom the fairs have heard."""
    forms = [a_worker_form() for _ in range(PEOPLE)]
    made = admin.make("/v1/people/batches", {"people": forms})["rows"]
    known = [row["person_id"] for row in made]
    # The news of them arrives behind the batch; a fair of its own waits for it.
    fair_id = a_fair(admin, state="published", capacity=PEOPLE)
    crowd.do(lambda door, one: a_registration(door, fair_id, one), known[-CLIENTS:])
    return known


@pytest.fixture(scope="module")
def rush(admin: Door, crowd: Crowd, person_ids: list[str]) -> tuple[str, list[Answered], float]:
    """The fair, what everybody was told, and how many registrations a second there were."""
    fair_id = a_fair(admin, state="published", capacity=CAPACITY)

    def register(door: Door, person_id: str) -> Answered:
        asked = time.monotonic()
        answer = door.post(f"/v1/fairs/{fair_id}/registrations", {"person_id": person_id})
        assert answer.status == 201, answer.body
        return Answered(asked, time.monotonic(), answer.body)

    started = time.monotonic()
    answers = crowd.do(register, person_ids)
    return fair_id, answers, PEOPLE / (time.monotonic() - started)


def registrations(admin: Door, fair_id: str) -> list[dict[str, Any]]:
    """All of them in the order of their making, which their ids keep."""
    path, rows, cursor = f"/v1/fairs/{fair_id}/registrations", [], {}
    while cursor is not None:
        page = admin.read(path, limit=200, **cursor)
        rows += page["rows"]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    return rows[::-1]


def test_a_rush_is_answered_faster_than_the_floor(rush):
    _, _, per_s = rush
    log.info("%.0f registrations/s with %d clients on one fair", per_s, CLIENTS)
    assert per_s >= FLOOR_PER_S


def test_as_many_are_confirmed_as_there_are_seats_and_all_others_wait(rush, admin):
    fair_id, answers, _ = rush
    assert Counter(one.registration["state"] for one in answers) == {
        "confirmed": CAPACITY,
        "waiting": PEOPLE - CAPACITY,
    }
    stored = registrations(admin, fair_id)
    assert {one["registration_id"] for one in stored} == {
        one.registration["registration_id"] for one in answers
    }


def test_the_waiting_list_is_the_order_of_decision(rush, admin):
    fair_id, _, _ = rush
    stored = registrations(admin, fair_id)
    assert [one["position"] for one in stored[:CAPACITY]] == [None] * CAPACITY
    assert [one["position"] for one in stored[CAPACITY:]] == list(range(1, PEOPLE - CAPACITY + 1))


def test_nobody_who_asked_after_another_was_told_stands_before_them(rush):
    _, answers, _ = rush
    listed = [one for one in answers if one.registration["position"]]
    listed.sort(key=lambda one: one.registration["position"], reverse=True)
    first_told_behind = float("inf")
    for one in listed:
        assert one.asked <= first_told_behind
        first_told_behind = min(first_told_behind, one.told)


def test_seats_given_up_at_the_same_time_go_to_the_first_of_the_list(admin, crowd, person_ids):
    fair_id = a_fair(admin, state="published", capacity=50)
    made = crowd.do(lambda door, one: a_registration(door, fair_id, one), person_ids[:120])
    leaving = [one["registration_id"] for one in made if one["state"] == "confirmed"][:30]
    left = crowd.do(lambda door, one: door.delete(f"/v1/registrations/{one}"), leaving)
    assert {answer.status for answer in left} == {200}
    stored = registrations(admin, fair_id)
    states = Counter(one["state"] for one in stored)
    assert states == {"confirmed": 50, "cancelled": 30, "waiting": 40}
    assert min(one["position"] for one in stored if one["state"] == "waiting") == 31
