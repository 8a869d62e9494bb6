"""The sandbox: events that go nowhere, samples to oneself, and a platform that is away."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from outward_desk import a_partner

from chassis.domain import Actor
from chassis.testing import NOON, MemoryStore, memory
from gateway.http.problem import Problem
from gateway.intake.outage import refuse_while_away
from gateway.store import GatewayWork
from partners.errors import SandboxOnly
from partners.intake.candidate import Candidate
from partners.sandbox import usecases
from partners.sandbox.schemas import DeliverSamples

BANK = Actor("partner:trial", "bank", partner_id="trial")
TYPE = "yunling.partners.disbursement.reported.v1"
SAMPLE = {
    "specversion": "1.0",
    "id": "s-1",
    "type": "yunling.loans.loan.contract_signed.v1",
    "source": "/yunling/loans",
    "subject": "loan-1",
    "time": "2025-03-12T01:30:00Z",
    "data": {"loan_id": "loan-1", "person_id": "nobody", "amount": "1,5"},
}


def register(work: GatewayWork, partner) -> None:
    work.partners.put(partner)


@pytest.fixture
def store() -> MemoryStore:
    made = memory(GatewayWork, actor=BANK)
    made.commit(register, partner=a_partner("trial", sandbox=True))
    made.commit(register, partner=a_partner("icbc"))
    return made


def a_candidate(id: str) -> Candidate:
    return Candidate(f"/partners/trial#{id}", "d", {"id": id, "type": TYPE, "data": {"n": id}})


def test_what_the_sandbox_took_is_listed_in_the_order_of_arrival_page_by_page(store):
    for id in ("e-1", "e-2", "e-3"):
        store.commit(usecases.keep, partner_id="trial", candidates=[a_candidate(id)])
    first = store.read(usecases.list_events, limit=2)
    rest = store.read(usecases.list_events, cursor=first.next_cursor, limit=2)
    assert [row["event"]["id"] for row in (*first.rows, *rest.rows)] == ["e-1", "e-2", "e-3"]
    assert rest.next_cursor is None
    assert store.forwarded == []


def test_a_partner_sees_its_own_sandbox_only(store):
    store.commit(usecases.keep, partner_id="another", candidates=[a_candidate("e-1")])
    assert store.read(usecases.list_events).rows == []


@pytest.mark.parametrize(
    ("usecase", "given"),
    [
        (usecases.list_events, {}),
        (usecases.deliver, {"events": [SAMPLE], "forged": False}),
        (usecases.begin_outage, {"seconds": 5}),
    ],
)
@pytest.mark.parametrize("partner_id", ["icbc", "unknown", None])
def test_a_partner_outside_of_the_sandbox_has_none(store, usecase, given, partner_id):
    store.actor = Actor("partner:icbc", "bank", partner_id=partner_id)
    with pytest.raises(SandboxOnly):
        store.commit(usecase, **given)


def test_a_sample_goes_into_ones_own_mailbox_as_often_as_it_is_put(store):
    command = DeliverSamples().load({"events": [SAMPLE, SAMPLE]})
    assert store.commit(usecases.deliver, **command) == {"delivered": 2}
    bodies = [orjson.loads(one["body"]) for one in store.collections["parcels"].values()]
    assert [body["deliverysequence"] for body in bodies] == ["0000000001", "0000000002"]
    assert all(body["id"] == "s-1" and body["data"] == SAMPLE["data"] for body in bodies)


def test_a_sample_is_the_platforms_own_whoever_asks_for_it():
    errors = DeliverSamples().validate({"events": [SAMPLE | {"source": "/partners/icbc"}]})
    assert "source" in errors["events"][0]


def test_the_platform_is_away_for_one_partner_and_counts_its_tries(store):
    store.commit(usecases.begin_outage, seconds=5)
    for _ in range(2):
        with pytest.raises(Problem, match="unavailable"):
            refuse_while_away(store.commit, "trial")
    refuse_while_away(store.commit, "icbc")
    outage = store.read(usecases.find_outage, partner_id="trial")
    assert (outage.until, outage.refused) == (NOON + timedelta(seconds=5), 2)


def test_an_outage_ends_by_itself(store):
    store.commit(usecases.begin_outage, seconds=5)
    store.now = NOON + timedelta(seconds=5)
    refuse_while_away(store.commit, "trial")
    assert store.read(usecases.find_outage, partner_id="trial").refused == 0
