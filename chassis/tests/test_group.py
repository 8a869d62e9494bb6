"""Group commit: what shares a transaction is decided as if each came alone."""

from __future__ import annotations

from decimal import Decimal

import eventlet
import pytest
import thing
from thing import Thing, ThingWork

from chassis.domain import Refusal, Unavailable
from chassis.domain.call import Call
from chassis.domain.unit_of_work import Entangled
from chassis.storage.group_commit import GROUP_MOST_BYTES, Groups, Request
from chassis.storage.group_decision import decide_group
from chassis.storage.transactions import Contended
from chassis.testing import memory

TEN = Decimal("10.00")


class InMemory:
    """Transactions over the store in memory, which say how many there were."""

    def __init__(self):
        self.store = memory(ThingWork)
        self.sizes = []
        self.contended = 0

    def run(self, body, attempts=12):
        if self.contended:
            self.contended -= 1
            raise Contended("demo", "conflict")
        self.sizes.append(attempts)
        return self.store._run(body)


@pytest.fixture
def transactions():
    return InMemory()


def make(name, usecase=thing.make_thing):
    return Request(usecase, {"name": name, "amount": TEN})


def test_requests_that_come_together_share_a_transaction(transactions):
    outcomes = decide_group(transactions, [make("a"), make("b"), make("c")])

    assert [one.name for one in outcomes] == ["a", "b", "c"]
    assert len(transactions.sizes) == 1
    assert len(transactions.store.events) == 3


def test_one_that_is_refused_leaves_nothing_behind_and_disturbs_no_other(transactions):
    def make_and_refuse(work, *, name, amount):
        made = thing.ThingMade(thing_id="x", name=name, amount=amount)
        work.things.add(Thing("x", name, amount), made)
        raise Refusal

    refused = make("no", make_and_refuse)
    first, no, last = decide_group(transactions, [make("a"), refused, make("b")])

    assert (first.name, type(no), last.name) == ("a", Refusal, "b")
    assert len(transactions.sizes) == 1
    assert [event.name for event in transactions.store.events] == ["a", "b"]
    assert transactions.store.read(lambda work: work.things.count({})) == 2


def test_one_that_asked_the_store_about_its_own_writes_is_undone_with_its_transaction(transactions):
    def make_count_and_refuse(work, *, name, amount):
        thing.make_thing(work, name=name, amount=amount)
        work.things.count({})
        raise Refusal

    outcomes = decide_group(transactions, [make("a"), make("no", make_count_and_refuse), make("b")])

    assert [getattr(one, "name", "refused") for one in outcomes] == ["a", "refused", "b"]
    assert [event.name for event in transactions.store.events] == ["a", "b"]


def test_a_request_sees_what_the_ones_before_it_did(transactions):
    first, again = decide_group(transactions, [make("a"), make("a")])

    assert first.name == "a"
    assert isinstance(again, thing.NameTaken)


def test_a_group_that_others_stand_in_the_way_of_is_decided_in_parts(transactions):
    transactions.contended = 1

    outcomes = decide_group(transactions, [make("a"), make("b")])

    assert [one.name for one in outcomes] == ["a", "b"]
    assert len(transactions.sizes) == 2


def test_requests_of_a_key_are_prepared_once_and_decided_in_their_order(transactions):
    prepared, decided = [], []

    def prepare(work, commands):
        prepared.append([command["name"] for command in commands])

    def decide(work, *, name):
        decided.append(name)
        if name == "no":
            raise Refusal
        return name

    group = [Request(decide, {"name": name}, key="k", prepare=prepare) for name in ("a", "no", "b")]
    first, no, last = decide_group(transactions, group)

    assert prepared == [["a", "no", "b"]]
    assert decided == ["a", "no", "b"]
    assert (first, type(no), last) == ("a", Refusal, "b")


def test_a_database_that_is_away_is_told_to_all(transactions):
    def away(body, attempts=12):
        raise Unavailable("demo", "database")

    transactions.run = away
    with pytest.raises(Unavailable):
        decide_group(transactions, [make("a"), make("b")])


def test_an_undone_part_restores_what_the_parts_before_it_wrote():
    store = memory(ThingWork)

    def two_parts(work):
        made = thing.make_thing(work, name="a", amount=TEN)
        work.savepoint()
        thing.rename_thing(work, thing_id=made.thing_id, name="b")
        work.rollback_to_savepoint()
        return work.things.get(made.thing_id)

    assert store.commit(two_parts).name == "a"
    assert len(store.events) == 1


def test_a_part_that_was_sent_cannot_be_undone():
    def sent(work):
        work.savepoint()
        thing.make_thing(work, name="a", amount=TEN)
        work.things.count({})
        work.rollback_to_savepoint()

    with pytest.raises(Entangled):
        memory(ThingWork).commit(sent)


def test_what_arrives_while_a_group_is_decided_goes_together():
    decided = []
    gate = eventlet.event.Event()

    def decide(group):
        decided.append([request.command for request in group])
        gate.wait()
        return [None] * len(group)

    groups = Groups(decide)
    waiting = [eventlet.spawn(groups.outcome, Request(print, {"n": n})) for n in range(1)]
    eventlet.sleep(0)
    eventlet.sleep(0)
    waiting += [eventlet.spawn(groups.outcome, Request(print, {"n": n})) for n in range(1, 4)]
    eventlet.sleep(0)
    gate.send()
    for one in waiting:
        one.wait()

    assert decided == [[{"n": 0}], [{"n": 1}, {"n": 2}, {"n": 3}]]


def test_a_key_is_never_decided_in_two_groups_at_a_time():
    decided = []
    gate = eventlet.event.Event()

    def decide(group):
        decided.append([request.command["n"] for request in group])
        gate.wait()
        return [None] * len(group)

    groups = Groups(decide)
    waiting = [eventlet.spawn(groups.outcome, Request(print, {"n": 0}, key="k"))]
    eventlet.sleep(0.01)
    waiting += [eventlet.spawn(groups.outcome, Request(print, {"n": 1}, key="k"))]
    waiting += [eventlet.spawn(groups.outcome, Request(print, {"n": 2}, key="l"))]
    eventlet.sleep(0.2)
    assert decided == [[0], [2]]
    gate.send()
    for one in waiting:
        one.wait()
    assert decided == [[0], [2], [1]]


def test_large_requests_go_by_themselves():
    large = Call("m", None, None, "", lambda result: result, size=GROUP_MOST_BYTES)
    decided = []

    def decide(group):
        decided.append(len(group))
        eventlet.sleep(0.01)
        return [None] * len(group)

    groups = Groups(decide)
    waiting = [eventlet.spawn(groups.outcome, Request(print, {}, large)) for _ in range(3)]
    for one in waiting:
        one.wait()

    assert decided == [1, 1, 1]
