"""A batch with poison in it: who is set aside, what it costs, and that nobody else is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from thing import NameTaken

from chassis.consumer.handler import Delivery, Outcome
from chassis.consumer.poison import BatchIsolation
from chassis.domain import Conflict, Event, Unavailable, Work
from chassis.storage.transactions import Contended

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


class Transactions:
    """Runs a body once; remembers how many were kept and how many undone."""

    def __init__(self) -> None:
        self.kept = self.undone = 0

    def run(self, body: Callable[[Work], Any]) -> Any:
        work: Any = Work(None, NOON, str)  # type: ignore[arg-type]  # nothing is stored
        try:
            done = body(work)
        except Conflict as conflict:
            self.undone += 1
            raise Contended("demo", "conflict") from conflict
        except BaseException:
            self.undone += 1
            raise
        self.kept += 1
        return done


class Handling:
    """A handler whose method is `apply(work, events)`; knows what was applied and what was kept."""

    def __init__(self, apply: Callable[[Work, Sequence[Event]], None]) -> None:
        self.apply = apply
        self.transactions = Transactions()
        self.applied: list[str] = []
        self.kept: dict[str, Exception] = {}

    def apply_batch(self, work: Work, deliveries: Sequence[Delivery], sure: bool) -> Outcome:
        events = [d.event for d in deliveries if d.event and d.failure is None]
        self.apply(work, events)
        held = [{"id": d.event.id, "failure": d.failure} for d in deliveries if d.failure]
        return Outcome(events, held, 0)

    def apply_in_parts(self, *names: str) -> None:
        deliveries = [Delivery(b"", None, event=an_event(name)) for name in names]
        for applied in BatchIsolation("demo", self.transactions, self.apply_batch).apply_in_parts(
            deliveries
        ):
            self.applied += [event.id for event in applied.outcome.events]
            self.kept |= {row["id"]: row["failure"] for row in applied.outcome.kept}


def an_event(name: str) -> Event:
    return Event(id=name, type="t", source="/s", subject=name, time=NOON, data={})


def one_by_one(work: Work, events: Sequence[Event]) -> None:
    for event in work.handling(events):
        if event.id.startswith("bug"):
            raise KeyError(event.id)
        if event.id.startswith("no"):
            raise NameTaken(name=event.id)


def names(good: int, bugs: int) -> list[str]:
    every = good // bugs
    return [f"bug{n // every}" if n % every == 0 else f"e{n}" for n in range(good)]


def test_a_good_batch_is_one_transaction():
    handling = Handling(one_by_one)
    handling.apply_in_parts("a", "b", "c")
    assert handling.applied == ["a", "b", "c"]
    assert (handling.transactions.kept, handling.transactions.undone) == (1, 0)


def test_one_poison_event_costs_two_transactions_that_are_undone():
    handling = Handling(one_by_one)
    handling.apply_in_parts(*names(200, 1))
    assert list(handling.kept) == ["bug0"]
    assert len(handling.applied) == 199
    assert (handling.transactions.kept, handling.transactions.undone) == (1, 2)


def test_many_poison_events_cost_as_many_times_two_and_a_few_stored_parts():
    handling = Handling(one_by_one)
    handling.apply_in_parts(*names(200, 40))
    assert len(handling.kept) == 40
    assert handling.applied == sorted(handling.applied, key=lambda id: int(id[1:]))
    assert handling.transactions.undone <= 2 * 40
    assert handling.transactions.kept <= 16


def test_each_poison_event_is_kept_with_its_own_failure():
    handling = Handling(one_by_one)
    handling.apply_in_parts("a", "bug1", "no2", "b")
    assert isinstance(handling.kept["bug1"], KeyError)
    assert isinstance(handling.kept["no2"], NameTaken)
    assert handling.applied == ["a", "b"]


def test_an_event_alone_that_fails_needs_no_trial():
    handling = Handling(one_by_one)
    handling.apply_in_parts("bug1")
    assert list(handling.kept) == ["bug1"]
    assert (handling.transactions.kept, handling.transactions.undone) == (1, 1)


@pytest.mark.parametrize("looked", [next, lambda walk: [next(walk)], list])
def test_an_event_that_was_only_looked_at_is_not_blamed_for_another(looked):
    def batchwise(work: Work, events: Sequence[Event]) -> None:
        looked(work.handling(events))
        if any(one.id == "bug" for one in events):
            raise KeyError

    handling = Handling(batchwise)
    handling.apply_in_parts("a", "b", "bug", "c", "d")
    assert list(handling.kept) == ["bug"]
    assert handling.applied == ["a", "b", "c", "d"]


def test_a_write_that_fails_while_another_event_is_in_hand_is_found():
    def late(work: Work, events: Sequence[Event]) -> None:
        written = []
        for event in work.handling(events):
            if "bug" in written:
                raise OverflowError
            written.append(event.id)
        if "bug" in written:
            raise OverflowError

    handling = Handling(late)
    handling.apply_in_parts("a", "bug", "b", "c")
    assert list(handling.kept) == ["bug"]


def test_a_conflict_that_never_ends_is_kept_like_any_failure():
    def clashing(work: Work, events: Sequence[Event]) -> None:
        if any(event.id == "twin" for event in events):
            raise Conflict("things")

    handling = Handling(clashing)
    handling.apply_in_parts("a", "twin", "b")
    assert isinstance(handling.kept["twin"], Conflict)
    assert handling.applied == ["a", "b"]


def test_nothing_is_blamed_on_an_event_while_the_database_is_away():
    def away(work: Work, events: Sequence[Event]) -> None:
        raise Unavailable("demo", "database")

    handling = Handling(away)
    with pytest.raises(Unavailable):
        handling.apply_in_parts("a", "b")
    assert handling.kept == {}


def test_an_event_whose_failure_cannot_be_stored_is_not_lost():
    handling = Handling(one_by_one)
    poison = Delivery(b"", None, an_event("bug1"))

    def broken(work: Work, deliveries: Sequence[Delivery], sure: bool) -> Outcome:
        if any(delivery.failure for delivery in deliveries):
            raise OverflowError
        return handling.apply_batch(work, deliveries, sure)

    with pytest.raises(OverflowError):
        list(BatchIsolation("demo", handling.transactions, broken).apply_in_parts([poison]))
