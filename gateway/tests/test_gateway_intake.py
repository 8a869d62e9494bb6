"""Partner events: in whole or not at all, each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from chassis import cloudevents
from chassis.domain import Actor
from partners.intake import contracts, rejected
from partners.registry.partner import State
from partners.sandbox import usecases as sandbox

TYPE = "yunling.partners.repayment.reported.v1"
SOURCE = "/partners/own-1"
ONE, MANY = "application/cloudevents+json", "application/cloudevents-batch+json"
EVENTS = ("POST", "/v1/events")
ALL = {"partner_id": None, "still_open": False, "cursor": None, "limit": 50}


def an_event(id: str = "e-1", **more: Any) -> dict[str, Any]:
    example = contracts.document(f"{TYPE}.example.json")
    event: dict[str, Any] = {**example, "id": id, "source": SOURCE, **more}
    return event


def with_data(event: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**event, "data": {**event["data"], **changes}}


def send(client: Any, body: Any, kind: str = ONE, **headers: str) -> Any:
    headers = {"Content-Type": kind, "Idempotency-Key": "", **headers}
    return client.send(*EVENTS, body, role="partner", headers=headers)


def test_an_event_is_stored_as_it_came(client: Any, store: Any) -> None:
    response = send(client, an_event())
    assert (response.status, orjson.loads(response.body)) == (202, {"accepted": 1})
    assert store.forwarded == [an_event()]


def test_a_batch_is_one_answer(client: Any, store: Any) -> None:
    response = send(client, [an_event(f"e-{n}") for n in range(50)], MANY)
    assert orjson.loads(response.body) == {"accepted": 50}
    assert len(store.forwarded) == 50
    assert orjson.loads(send(client, [], MANY).body) == {"accepted": 0}


def test_a_repeated_event_gets_the_same_answer_and_is_stored_once(client: Any, store: Any) -> None:
    answers = [send(client, [an_event(), an_event()], MANY).body for _ in range(2)]
    assert answers[0] == answers[1] == b'{"accepted":2}'
    assert len(store.forwarded) == 1


def test_another_event_under_the_same_id_is_a_conflict(client: Any, store: Any) -> None:
    send(client, an_event())
    changed = [an_event("e-2"), with_data(an_event(), principal="1.00")]
    response = send(client, changed, MANY)
    refused = orjson.loads(response.body)
    assert (response.status, refused["code"], refused["places"]) == (409, "event_id_reused", [1])
    assert len(store.forwarded) == 1


def test_one_bad_event_keeps_the_whole_batch_out_and_is_named(client: Any, store: Any) -> None:
    events = [an_event(), with_data(an_event("e-2"), value_date="2025-02-30", extra=1), 7]
    refused = orjson.loads(send(client, events, MANY, **{"Accept-Language": "en"}).body)
    assert refused["code"] == "invalid"
    assert {error["field"] for error in refused["errors"]} >= {"2"}
    assert any(error["field"].startswith("1.data.") for error in refused["errors"])
    assert store.forwarded == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"id": ""}, "id"),
        ({"id": 5}, "id"),
        ({"id": "a b"}, "id"),
        ({"type": "yunling.loans.loan.disbursed.v1"}, "type"),
        ({"type": {"$ne": 1}}, "type"),
        ({"subject": "another"}, "subject"),
        ({"time": "2025-06-01"}, "time"),
        ({"time": "2025-06-31T00:00:00Z"}, "time"),
        ({"datacontenttype": "text/xml"}, "datacontenttype"),
        ({"dataschema": "https://elsewhere.example/x"}, "dataschema"),
        ({"time": "2025-06-02T04:05:01Z"}, "time"),
        ({"time": "2022-05-01T00:00:00Z"}, "time"),
        ({"time": "0001-01-01T00:00:00+10:00"}, "time"),
        ({"sequence": "0"}, "sequence"),
        ({"sequence": "first"}, "sequence"),
        ({"sequence": 1.5}, "sequence"),
        ({"sequence": True}, "sequence"),
        ({"partnersequence": "1"}, "partnersequence"),
        ({"Upper": "x"}, "Upper"),
        ({"extension": {"a": 1}}, "extension"),
        ({"data": None}, "data"),
        ({"data_base64": "AA=="}, "data_base64"),
    ],
)
def test_an_attribute_that_cannot_be_is_named(
    client: Any, store: Any, changes: dict[str, Any], field: str
) -> None:
    response = send(client, an_event(**changes))
    assert response.status == 422
    assert field in {error["field"] for error in orjson.loads(response.body)["errors"]}
    assert store.forwarded == []


def test_a_partner_speaks_for_nobody_else(client: Any, store: Any) -> None:
    response = send(client, an_event(source="/partners/somebody-else"))
    refused = orjson.loads(response.body)
    assert (response.status, refused["code"], refused["expected"]) == (
        403,
        "source_not_yours",
        SOURCE,
    )
    assert store.forwarded == []


def test_subject_and_time_may_be_left_out(client: Any, store: Any) -> None:
    event = an_event()
    del event["subject"], event["time"], event["dataschema"], event["datacontenttype"]
    assert send(client, event).status == 202
    [stored] = store.forwarded
    assert stored["subject"] == event["data"]["loan_id"]
    cloudevents.event(cloudevents.decode(cloudevents.encode(stored)), stored["data"])


@pytest.mark.parametrize("mode", [to_structured, to_binary])
def test_what_the_cloudevents_sdk_sends_is_taken(client: Any, store: Any, mode: Any) -> None:
    event = an_event()
    data = event.pop("data")
    event["time"] = datetime(2025, 6, 1, 2, 0, tzinfo=UTC)
    message = mode(CloudEvent(event, data), JSONFormat())
    kind = {name.lower(): value for name, value in message.headers.items()}
    response = send(client, message.body, kind.pop("content-type"), **kind)
    assert response.status == 202, response.body
    assert store.forwarded[0]["data"] == data
    assert store.forwarded[0]["id"] == "e-1"


def test_too_much_is_refused(client: Any) -> None:
    too_many = send(client, [an_event(f"e-{n}") for n in range(51)], MANY)
    assert orjson.loads(too_many.body)["code"] == "too_many_events"
    assert orjson.loads(send(client, b"[" + b" " * 70_000 + b"]", MANY).body)["code"] == (
        "body_too_large"
    )


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_what_is_no_cloudevent_is_refused(client: Any, kind: str) -> None:
    assert send(client, an_event(), kind).status == 415


def test_only_a_registered_partner_hands_events_in(client: Any, store: Any) -> None:
    store.commit(lambda work: work.partners.remove("own-1"))
    refused = orjson.loads(send(client, an_event()).body)
    assert (refused["status"], refused["code"]) == (403, "partner_not_registered")


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REMOVED])
def test_a_partner_that_is_shut_out_hands_nothing_in(
    client: Any, register: Any, state: State
) -> None:
    register(state=state)
    refused = orjson.loads(send(client, an_event()).body)
    assert (refused["status"], refused["code"]) == (403, "partner_shut_out")
    assert refused["state"] == state.value


def test_a_partner_sends_its_own_types_only(client: Any, register: Any) -> None:
    own = "yunling.partners.credit.reported.v1"
    register(types=(own,))
    refused = orjson.loads(send(client, [an_event()], MANY).body)
    assert (refused["status"], refused["code"]) == (403, "type_not_yours")
    assert (refused["types"], refused["errors"][0]["field"]) == ([own], "0.type")


@pytest.mark.parametrize(("county", "status"), [("530102", 202), ("530302", 403)])
def test_a_labour_bureau_has_its_say_in_its_region(
    client: Any, register: Any, county: str, status: int
) -> None:
    register(role="labour_bureau", region="530100")
    type = "yunling.partners.eligibility.reported.v1"
    example = contracts.document(f"{type}.example.json")
    event = with_data({**example, "source": SOURCE}, region=county)
    answer = send(client, event)
    assert answer.status == status, answer.body
    if status == 403:
        assert orjson.loads(answer.body)["code"] == "region_not_yours"


def test_the_weightiest_of_several_reasons_is_the_answer(client: Any) -> None:
    events = [an_event(id="a b"), an_event("e-2", source="/partners/somebody-else")]
    refused = orjson.loads(send(client, events, MANY).body)
    assert refused["code"] == "source_not_yours"
    assert {error["field"] for error in refused["errors"]} == {"0.id", "1.source"}


def test_what_a_sandbox_partner_sends_is_remembered_and_goes_no_further(
    client: Any, store: Any, register: Any
) -> None:
    register(sandbox=True)
    assert send(client, an_event()).status == 202
    assert send(client, an_event()).status == 202
    assert send(client, with_data(an_event(), principal="1.00")).status == 409
    assert store.forwarded == []
    [kept] = store.read(lambda work: work.sandbox_events.all({"partner_id": "own-1"}))
    assert orjson.loads(kept.body) == an_event()


def test_the_platform_is_away_for_a_sandbox_partner_that_asked_for_it(
    client: Any, store: Any, register: Any
) -> None:
    register(sandbox=True)
    store.actor = Actor("partner:own-1", "partner", partner_id="own-1")
    store.commit(sandbox.begin_outage, seconds=10)
    assert send(client, an_event()).status == 503
    store.now += timedelta(seconds=10)
    assert send(client, an_event()).status == 202


def test_a_partners_own_number_is_passed_on_under_another_name(client: Any, store: Any) -> None:
    assert send(client, an_event(sequence="0000000007")).status == 202
    [stored] = store.forwarded
    assert stored["partnersequence"] == "0000000007"
    assert "sequence" not in stored


def test_a_refused_request_leaves_what_was_wrong_for_the_partner_to_see(
    client: Any, store: Any
) -> None:
    bad = with_data(an_event("e-2"), value_date="2025-02-30")
    send(client, [an_event(), bad], MANY)
    [row] = store.commit(rejected.page, **ALL)["rows"]
    assert (row["event_id"], row["code"], row["way"]) == ("e-2", "invalid", "http")
    assert row["errors"][0].field == "data.value_date"
    assert "loan" not in str(row["errors"])
