"""Events over AMQP: each for itself, accepted or refused for its partner to see."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from chassis.consumer.handler import Delivery
from chassis.testing import NOON
from partners.intake import contracts, rejected
from partners.intake.amqp import BODY_MOST, Arrival, IntakeHandler
from partners.intake.arrivals import take_in
from partners.intake.schemas import ListRejected
from partners.registry.partner import State

TYPE = "yunling.partners.repayment.reported.v1"
USER = "partner-own-1"


class Clock:
    def now(self) -> Any:
        return NOON


class Transactions:
    clock = Clock()


HANDLER = IntakeHandler("gateway.on_intake", Transactions(), take_in, {}, False, ())


def an_event(id: str = "e-1", **more: Any) -> dict[str, Any]:
    example = contracts.document(f"{TYPE}.example.json")
    return {**example, "id": id, "source": "/partners/own-1", **more}


def arrival(body: Any, user: str | None = USER) -> Arrival:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    event = HANDLER.read(Delivery(raw, user)).event
    assert isinstance(event, Arrival)
    return event


def refused(store: Any, **asked: str) -> list[dict[str, Any]]:
    """The refused events that a query asks for."""
    rows: list[dict[str, Any]] = store.read(rejected.page, **ListRejected().load(asked))["rows"]
    return rows


def codes(store: Any) -> list[str]:
    return sorted(row["code"] for row in refused(store))


def test_what_is_good_comes_in_beside_what_is_not(store: Any) -> None:
    bad = an_event("e-2", data={})
    store.deliver(take_in, arrival(bad), arrival(an_event()), arrival(b"\xff"))
    assert [one["id"] for one in store.forwarded] == ["e-1"]
    assert codes(store) == ["invalid", "malformed_json"]


def test_subject_and_time_may_be_left_out_as_over_http(store: Any) -> None:
    event = an_event()
    del event["subject"], event["time"]
    store.deliver(take_in, arrival(event))
    [stored] = store.forwarded
    assert stored["subject"] == event["data"]["loan_id"]
    assert stored["time"] == "2025-06-02T04:00:00Z"


def test_what_comes_twice_goes_on_once_and_is_nobodys_fault(store: Any) -> None:
    store.deliver(take_in, arrival(an_event()), arrival(an_event()))
    store.deliver(take_in, arrival(an_event()))
    assert len(store.forwarded) == 1
    assert refused(store) == []


def test_other_data_under_a_known_id_is_a_conflict_that_shows(store: Any) -> None:
    changed = an_event(data={**an_event()["data"], "principal": "1.00"})
    store.deliver(take_in, arrival(an_event()), arrival(changed))
    store.now = store.now.replace(minute=1)
    store.deliver(take_in, arrival(changed))
    [row] = refused(store)
    assert (row["code"], row["event_id"], row["times"]) == ("event_id_reused", "e-1", 2)
    assert row["fixed_at"] is None
    assert len(store.forwarded) == 1


def test_what_was_refused_is_mended_by_sending_it_again_in_order(store: Any) -> None:
    store.deliver(take_in, arrival(an_event(data={})), arrival(an_event("e-2", data={})))
    assert len(refused(store, open="true")) == 2
    store.now = store.now.replace(minute=1)
    store.deliver(take_in, arrival(an_event()))
    assert [row["event_id"] for row in refused(store, open="true")] == ["e-2"]
    assert {row["event_id"]: row["fixed_at"] for row in refused(store, open="false")} == {
        "e-1": store.now,
        "e-2": None,
    }


@pytest.mark.parametrize("user", [None, "", "own-1", "yunling", "partner-", "partner-nobody"])
def test_nobody_sends_whom_the_broker_does_not_know_as_a_partner(
    store: Any, user: str | None
) -> None:
    store.deliver(take_in, arrival(an_event(), user))
    [row] = refused(store)
    assert (row["code"], row["partner_id"]) == ("partner_not_registered", None)
    assert store.forwarded == []


def test_the_user_is_the_source(store: Any, register: Any) -> None:
    register("another")
    store.deliver(take_in, arrival(an_event(), "partner-another"))
    [row] = refused(store)
    assert (row["code"], row["partner_id"]) == ("source_not_yours", "another")
    assert store.forwarded == []


def test_a_partner_sees_its_own_refusals_only(store: Any, register: Any) -> None:
    register("another")
    store.deliver(take_in, arrival(b"{}"), arrival(b"{}", "partner-another"))
    assert len(refused(store)) == 2
    assert [row["partner_id"] for row in refused(store, partner_id="another")] == ["another"]


def test_what_was_on_its_way_when_a_partner_was_shut_out_does_not_come_in(
    store: Any, register: Any
) -> None:
    register(state=State.SUSPENDED)
    store.deliver(take_in, arrival(an_event()))
    assert codes(store) == ["partner_shut_out"]
    register()
    store.now = store.now.replace(minute=1)
    store.deliver(take_in, arrival(an_event()))
    assert len(store.forwarded) == 1
    assert refused(store, open="true") == []


def test_the_routing_key_is_no_licence_for_another_type(store: Any, register: Any) -> None:
    register(types=("yunling.partners.credit.reported.v1",))
    store.deliver(take_in, arrival(an_event()))
    assert codes(store) == ["type_not_yours"]


def test_what_is_too_large_is_not_even_read(store: Any) -> None:
    store.deliver(take_in, arrival(b'"' + b" " * BODY_MOST + b'"'))
    [row] = refused(store)
    assert (row["code"], row["size"]) == ("body_too_large", BODY_MOST + 2)


@pytest.mark.parametrize("body", [7, "text", None, [], [{}], {"id": 1, "type": [], "source": {}}])
def test_what_is_no_event_is_refused_whatever_it_is(store: Any, body: Any) -> None:
    store.deliver(take_in, arrival(body))
    assert codes(store) == ["invalid"]


def test_no_personal_data_stays_of_what_was_refused(store: Any) -> None:
    sent = an_event(
        "530102199003071238",
        subject="李明的贷款",
        data={"姓名李明": "李明", "13812348000": 1},
        **{"li.ming@example.com": "x"},
    )
    store.deliver(take_in, arrival(sent))
    shown = str(refused(store)[0] | {"key": None})
    for secret in ("李明", "530102199003071238", "13812348000", "li.ming@example.com"):
        assert secret not in shown


def test_a_delivery_says_to_logs_and_metrics_only_what_we_know(store: Any) -> None:
    assert arrival(an_event()).type == TYPE
    for type in ("made.up", 5, None):
        assert arrival(an_event(type=type)).type == "unknown"
    assert set(contracts.read()) >= {TYPE}
    assert arrival(an_event()).id != arrival(an_event()).id
