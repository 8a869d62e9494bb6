"""The audit chain on a real database: what its user may not do, and what an administrator cannot
do unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pymongo
import pytest
from pymongo.errors import OperationFailure

from chassis.domain import Actor, Trigger
from chassis.storage import audit_seal
from chassis.storage.clock import Clock
from chassis.storage.transactions import Transactions
from tests.fault.demo import DemoWork
from tests.fault.stage import Demo, Infra, until
from tests.fault.test_repair import QUICK, parked
from yunling.audit import Verdict, verify


@pytest.fixture
def own(infra: Infra) -> Iterator[Any]:
    """The demo's database as the demo sees it."""
    infra.clear()
    with pymongo.MongoClient(infra.mongo_uri, tz_aware=True) as client:
        yield client.get_default_database()


@pytest.fixture
def transactions(own: Any) -> Transactions:
    return Transactions(own, DemoWork, "demo", lambda: None, Clock(own))


def look(transactions: Transactions, *people: str) -> None:
    def body(work: Any) -> None:
        for person in people:
            work.audit("reveal", reason="asked by phone", person_id=person)

    transactions.run(body, trigger=Trigger(Actor("li", "officer")))


def verdict(own: Any, most: int = 500) -> Verdict:
    return verify(lambda after: audit_seal.chain(own, after, most), None)


def test_a_service_adds_to_its_records_and_does_nothing_else_to_them(infra: Infra, own: Any):
    mine = own.client[infra.audit.name]
    mine.records.insert_one({"_id": "r1"})
    assert mine.records.find_one({"_id": "r1"})
    refused: list[Callable[[], object]] = [
        lambda: mine.records.update_one({"_id": "r1"}, {"$set": {"who": "nobody"}}),
        lambda: mine.records.delete_one({"_id": "r1"}),
        lambda: mine.records.drop(),
        lambda: mine.records.create_index("at", expireAfterSeconds=0),
        lambda: mine.records.rename("gone"),
        lambda: mine.command("collMod", "records", validator={}),
        lambda: mine.seals.delete_many({}),
        lambda: mine.others.insert_one({}),
        lambda: mine.command("dropDatabase"),
    ]
    for attempt in refused:
        with pytest.raises(OperationFailure, match="not authorized"):
            attempt()
    assert infra.audit.records.count_documents({}) == 1


def test_records_are_sealed_in_the_order_of_their_making(own: Any, transactions: Transactions):
    look(transactions, "p1", "p2")
    assert transactions.run(audit_seal.seal_next) == 2
    look(transactions, "p3")
    assert verdict(own).unsealed == 1
    assert transactions.run(audit_seal.seal_next) == 1
    assert transactions.run(audit_seal.seal_next) == 0
    for most in (1, 2, 500):
        found = verdict(own, most)
        assert found.faults == []
        assert (found.head.n, found.records, found.unsealed) == (2, 3, 0)


def test_an_action_that_is_not_stored_leaves_no_record(own: Any, transactions: Transactions):
    def fails(work: Any) -> None:
        work.audit("reveal", person_id="p1")
        work.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transactions.run(fails, trigger=Trigger())
    assert transactions.run(audit_seal.seal_next) == 0
    assert verdict(own).faults == []


def change_a_record(records: Any, seals: Any) -> None:
    records.update_one({"person_id": "p2"}, {"$set": {"who": "nobody"}})


def remove_a_record(records: Any, seals: Any) -> None:
    records.delete_one({"person_id": "p2"})


def slip_a_record_in(records: Any, seals: Any) -> None:
    records.insert_one({**records.find_one({"person_id": "p2"}), "_id": "0"})


def change_a_digest(records: Any, seals: Any) -> None:
    seals.update_one({"_id": 1}, {"$set": {"leaves.0.sha256": "0" * 64}})


def remove_a_seal(records: Any, seals: Any) -> None:
    seals.delete_one({"_id": 1})


@pytest.mark.parametrize(
    "tamper",
    [change_a_record, remove_a_record, slip_a_record_in, change_a_digest, remove_a_seal],
)
def test_what_an_administrator_does_to_the_chain_is_found(
    infra: Infra, own: Any, transactions: Transactions, tamper: Callable[[Any, Any], None]
):
    for people in (["p1", "p2"], ["p3"]):
        look(transactions, *people)
        transactions.run(audit_seal.seal_next)
    assert verdict(own).faults == []
    tamper(infra.audit.records, infra.audit.seals)
    assert verdict(own).faults


def test_a_record_that_vanishes_before_it_is_sealed_is_sealed_as_gone(
    infra: Infra, own: Any, transactions: Transactions
):
    look(transactions, "p1", "p2")
    infra.audit.records.delete_one({"person_id": "p1"})
    transactions.run(audit_seal.seal_next)
    [fault, *_] = verdict(own).faults
    assert fault.endswith("is gone")


def test_a_service_seals_what_it_records_and_two_replicas_make_one_chain(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    demo.start_ready(QUICK)
    for id in parked(demo, infra, b"no event", b"none either"):
        demo.ask("reveal_parked", {"parked_id": id, "reason": "whose is it?"}, who="li")

    until(lambda: infra.db.audit_pending.count_documents({}) == 0)
    found = verify(lambda after: demo.ask("read_audit_chain", {"after": after}), None)
    assert found.faults == []
    assert (found.records, found.unsealed) == (2, 0)
