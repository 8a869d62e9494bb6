"""Events of a batch: each is in hand for its turn, and between turns nobody is."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest
import thing
from thing import Copy

from chassis.domain import Actor, Event, Scope
from chassis.domain.call import Call
from chassis.domain.unit_of_work import NothingInHand
from chassis.storage.group_commit import Request
from chassis.storage.group_decision import decide_group
from chassis.testing import NOON, memory

BANKS = ("bank-3", "bank-1", "bank-2")
MADE = thing.ThingMade(thing_id="t1", name="a", amount=Decimal(1))


def report(bank: str) -> Event:
    source = f"/partners/{bank}"
    return Event(id=bank, type="t", source=source, subject=bank, time=NOON, data={"bank": bank})


def ours() -> Event:
    return Event(id="e", type="t", source="/yunling/people", subject="p", time=NOON, data={})


def bank_of(one: Event) -> str:
    bank: str = one.data["bank"]
    return bank


class Batch:
    """A batch of three banks and the walk through it, in the one transaction of `body(work)`."""

    def run(self, body: Callable[[Any], Any]) -> None:
        memory(thing.ThingWork).deliver(lambda work, _: body(work))

    def each(self, work: Any, given: Iterable[Any]) -> Any:
        return work.handling(given)

    @property
    def all(self) -> list[Any]:
        return [report(bank) for bank in BANKS]


@pytest.fixture
def batch() -> Batch:
    return Batch()


def reaches(work: Any, bank: str) -> bool:
    """Whether exactly the records of this bank are within reach."""
    return [one for one in BANKS if work.reach.holds(partner_id=one)] == [bank]


def must_have_nothing_in_hand(work: Any) -> None:
    for forbidden in (
        lambda: work.reach,
        lambda: work.actor,
        lambda: work.audit("reveal"),
        lambda: work.publish(MADE, subject="t1", sequence=1),
        lambda: thing.make_thing(work, name="a", amount=Decimal(1)),
    ):
        with pytest.raises(NothingInHand):
            forbidden()


DERIVED = {
    "itself": lambda batch: batch,
    "sorted": lambda batch: sorted(batch, key=bank_of),
    "sliced": lambda batch: batch[1:],
    "reversed": reversed,
    "list": list,
    "copied": copy.copy,
    "comprehension": lambda batch: [one for one in batch if bank_of(one) != "bank-1"],
    "generator": lambda batch: (one for one in batch),
    "elements_copied": lambda batch: [copy.copy(one) for one in batch],
}


@pytest.mark.parametrize("derive", DERIVED.values(), ids=DERIVED)
def test_looking_through_a_batch_in_any_way_takes_nothing_in_hand(batch: Batch, derive: Any):
    def body(work: Any) -> None:
        for _ in derive(batch.all):
            must_have_nothing_in_hand(work)
        must_have_nothing_in_hand(work)

    batch.run(body)


@pytest.mark.parametrize("derive", DERIVED.values(), ids=DERIVED)
def test_a_walk_through_what_comes_of_a_batch_reaches_what_is_each_ones_own(
    batch: Batch, derive: Any
):
    def body(work: Any) -> None:
        walked = [reaches(work, bank_of(one)) for one in batch.each(work, derive(batch.all))]
        assert walked
        assert all(walked)
        must_have_nothing_in_hand(work)

    batch.run(body)


def test_after_a_nested_walk_the_outer_one_is_in_hand_again(batch: Batch):
    def body(work: Any) -> None:
        for outer in batch.each(work, batch.all):
            for inner in batch.each(work, batch.all):
                assert reaches(work, bank_of(inner))
            assert reaches(work, bank_of(outer))
        must_have_nothing_in_hand(work)

    batch.run(body)


def test_walks_that_take_turns_leave_nothing_in_hand(batch: Batch):
    def body(work: Any) -> None:
        for _, second in zip(batch.each(work, batch.all), batch.each(work, batch.all), strict=True):
            assert reaches(work, bank_of(second))
        must_have_nothing_in_hand(work)

    batch.run(body)


def test_after_a_walk_that_breaks_out_nothing_is_in_hand(batch: Batch):
    def body(work: Any) -> None:
        for _ in batch.each(work, batch.all):
            break
        must_have_nothing_in_hand(work)

    batch.run(body)


def test_after_a_walk_that_raises_nothing_is_in_hand(batch: Batch):
    def body(work: Any) -> None:
        with pytest.raises(KeyError):
            for _ in batch.each(work, batch.all):
                raise KeyError
        must_have_nothing_in_hand(work)

    batch.run(body)


def test_records_are_read_and_written_without_anything_in_hand(batch: Batch):
    def body(work: Any) -> None:
        work.copies.fetch(BANKS)
        work.copies.put(Copy("bank-1", "a", 1))
        work.copies.remove("bank-2")
        assert work.copies.count({}) == 1

    batch.run(body)


def test_an_event_of_our_own_is_in_hand_and_reaches_everything(store):
    def handler(work: Any, events: Any) -> None:
        for _ in work.handling(events):
            assert work.actor is None
            assert all(work.reach.holds(partner_id=bank) for bank in BANKS)

    store.deliver(handler, ours())


def test_what_is_published_names_the_event_in_hand_as_its_cause(store):
    def handler(work: Any, events: Any) -> None:
        for event in work.handling(sorted(events, key=bank_of)):
            thing.make_thing(work, name=event.id, amount=Decimal(1))

    store.deliver(handler, *map(report, BANKS))
    assert [one.cause.id for one in store.outgoing] == sorted(BANKS)


def test_a_use_case_outside_of_any_call_reaches_everything(store):
    assert store.commit(lambda work: work.reach.holds(partner_id="bank-1"))


def test_another_actor_for_the_same_event_is_in_hand_for_a_while_only(store):
    def handler(work: Any, events: Any) -> None:
        for event in work.handling(events):
            with work.acting_as(Actor("b", "labour_bureau", region="530100")):
                assert work.reach.holds(region="530102")
                assert not work.reach.holds(region="530302")
                assert work.cause is event
            assert reaches(work, event.id)

    store.deliver(handler, report("bank-1"))


def test_the_event_at_which_a_walk_was_left_is_known_and_the_innermost_counts(store):
    def handler(work: Any, events: Any) -> None:
        for _ in work.handling(events):
            for _ in work.handling(events):
                pass
        assert work.unfinished is None
        with pytest.raises(KeyError):
            for _ in work.handling(events[:1]):
                for inner in work.handling(events):
                    if inner is events[1]:
                        raise KeyError
        assert work.unfinished is events[1]
        for _ in work.handling(events):
            break
        assert work.unfinished is events[0]

    store.deliver(handler, *map(report, BANKS))


class Transactions:
    """Runs a body in memory; nothing is stored of requests without a key."""

    def run(self, body: Callable[[Any], Any], attempts: int = 1) -> Any:
        return body(thing.ThingWork(None, NOON, str))  # type: ignore[arg-type]  # nothing is stored


def test_in_a_group_each_command_is_decided_for_its_own_caller():
    def prepare(work: Any, commands: Any) -> None:
        with pytest.raises(NothingInHand):
            _ = work.reach

    def usecase(work: Any, *, bank: str) -> Any:
        return reaches(work, bank) and work.trigger.context

    def call(bank: str) -> Call:
        return Call("m", Actor(bank, "bank", partner_id=bank), None, "", str, scope=Scope.OWN)

    group = [
        Request(usecase, {"bank": bank}, call(bank), "k", prepare, {"correlationid": bank})
        for bank in BANKS
    ]
    answers = decide_group(Transactions(), group)
    assert [one.body for one in answers] == [str({"correlationid": bank}) for bank in BANKS]
