"""Partner events: in whole or not at all, each once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from chassis import envelope
from chassis.errors import Invalid
from gateway import intake
from gateway.errors import EventIdReused, SourceNotYours
from gateway.intake.door import take_over

TYPE = "yunling.partners.repayment.reported.v1"
SOURCE = "/partners/own-1"
ONE, MANY = "application/cloudevents+json", "application/cloudevents-batch+json"
EVENTS = ("POST", "/v1/events")


def an_event(id: str = "e-1", **more: Any) -> dict[str, Any]:
    text = files(intake).joinpath(f"{TYPE}.example.json").read_text(encoding="utf-8")
    event: dict[str, Any] = {**json.loads(text), "id": id, "source": SOURCE, **more}
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
        ({"sequence": "0000000001"}, "sequence"),
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
    envelope.event(envelope.decode(envelope.encode(stored)), stored["data"])


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


def test_over_the_broker_the_user_is_the_source(store: Any) -> None:
    def received(user: str | None, **more: Any) -> Any:
        body = an_event(**more)
        return envelope.event(body, body["data"], user)

    store.deliver(take_over, received("partner-own-1"))
    assert len(store.forwarded) == 1
    for user in (None, "", "own-1", "partner-other"):
        with pytest.raises(SourceNotYours):
            store.deliver(take_over, received(user, id="e-2"))
    with pytest.raises(Invalid):
        store.deliver(take_over, received("partner-own-1", id="e-3", data={}))
    changed = with_data(an_event(), principal="1.00")
    with pytest.raises(EventIdReused):
        store.deliver(take_over, envelope.event(changed, changed["data"], "partner-own-1"))
    assert len(store.forwarded) == 1
