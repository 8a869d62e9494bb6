"""HTTP as the outside sees it: refusals, validation, keys, validators, limits."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from chassis.domain import Refused, Unavailable
from chassis.telemetry import trace
from gateway.upstream.services import Reply

POSTING = ("POST", "/v1/fairs/fair-1/registrations")
READING = ("GET", "/v1/fairs/fair-1")
BODY = {"person_id": "person-1"}
GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
ENGLISH = {"Accept-Language": "fr, en;q=0.9, zh;q=0.2"}


@pytest.fixture(autouse=True)
def _answers(services: Any) -> None:
    services.answers = {
        "jobs.get_fair": {"fair_id": "fair-1", "version": 3, "_id": "secret", "title": "t"},
        "jobs.register_for_fair": {"registration_id": "reg-1", "version": 1},
    }


def test_an_unknown_address_is_not_found_and_another_method_is_named(client: Any) -> None:
    assert client.refused("GET", "/v1/nothing")["code"] == "not_found"
    assert client.refused("GET", "/v1/fairs/fair-1/")["code"] == "not_found"
    assert client.refused("GET", "/v1/fairs/a%2Fb")["code"] == "not_found"
    assert client.refused("GET", "/v1/fairs/..%2e")["code"] == "not_found"
    assert client.refused("PATCH", "/v1/fairs")["code"] == "method_not_allowed"
    assert client.send("PATCH", "/v1/fairs").headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_refusal_speaks_chinese_unless_english_is_asked_for(client: Any, services: Any) -> None:
    services.answers["jobs.get_fair"] = Refused("fair_not_found", {"fair_id": "fair-1"})
    chinese, english = client.refused(*READING), client.refused(*READING, headers=ENGLISH)
    assert chinese["code"] == english["code"] == "fair_not_found"
    assert chinese["detail"] != english["detail"]
    assert english["title"] == "Not Found"
    assert english["fair_id"] == "fair-1"
    assert english["instance"] == "/v1/fairs/fair-1"


def test_facts_never_replace_the_members_of_a_problem(client: Any, services: Any) -> None:
    facts = {"status": 200, "code": "ok", "headers": {"X": "1"}, "table": "jobs"}
    services.answers["jobs.get_fair"] = Refused("fair_not_found", facts)
    refused = client.refused(*READING)
    assert (refused["status"], refused["code"]) == (404, "fair_not_found")


def test_a_refusal_that_nobody_worded_is_our_fault(client: Any, services: Any) -> None:
    services.answers["jobs.get_fair"] = Refused("never_heard_of")
    refused = client.refused(*READING)
    assert (refused["status"], refused["code"]) == (500, "internal_error")


def test_a_service_that_is_away_may_be_asked_again(client: Any, services: Any) -> None:
    services.answers["jobs.get_fair"] = Unavailable("jobs", "deadline")
    response = client.send(*READING)
    assert response.status == 503
    assert int(response.headers["Retry-After"]) > 0
    assert orjson.loads(response.body)["service"] == "jobs"


def test_a_fault_of_ours_tells_nothing(client: Any, services: Any) -> None:
    services.answers["jobs.get_fair"] = 5
    refused = client.refused(*READING)
    assert refused["code"] == "internal_error"
    assert set(refused) == {"type", "title", "status", "code", "detail", "instance"}


def test_field_errors_name_field_and_reason_in_the_callers_language(client: Any) -> None:
    refused = client.refused(*POSTING, {"person_id": 5, "role": "admin"})
    assert refused["code"] == "invalid"
    reasons = {error["field"]: error["reason"] for error in refused["errors"]}
    assert reasons == {"person_id": "须为文本", "role": "没有这个字段"}
    english = client.refused(*POSTING, {}, headers=ENGLISH)
    assert english["errors"] == [
        {"field": "person_id", "reason": "Missing data for required field."}
    ]


@pytest.mark.parametrize(
    "value", [{"$ne": None}, {"$gt": ""}, ["a"], None, True, "a b", "../x", ""]
)
def test_an_operator_in_a_field_is_no_identifier(client: Any, services: Any, value: Any) -> None:
    assert client.refused(*POSTING, {"person_id": value})["code"] == "invalid"
    assert services.asked == []


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=201", "limit[$gt]=1", "nope=1"])
def test_a_query_is_as_strict_as_a_body(client: Any, query: str) -> None:
    assert client.refused("GET", f"/v1/fairs?{query}")["code"] == "invalid"


def test_a_parameter_given_twice_is_refused(client: Any) -> None:
    assert client.refused("GET", "/v1/fairs?limit=5&limit=6")["errors"][0]["field"] == "limit"
    assert client.refused("GET", "/v1/fairs/f1?limit=5")["code"] == "invalid"


@pytest.mark.parametrize(
    ("raw", "headers", "code"),
    [
        (b"{", {}, "malformed_json"),
        (b'{"person_id": NaN}', {}, "malformed_json"),
        (b"\xff\xfe", {}, "malformed_json"),
        (b"[]", {}, "invalid"),
        (b"5", {}, "invalid"),
        (b"{}", {"Content-Type": "text/plain"}, "unsupported_media_type"),
        (b"a" * 5000, {}, "body_too_large"),
        (b"[" * 4000, {}, "malformed_json"),
        (b'{"person_id":' + b"[" * 32 + b"]" * 32 + b"}", {}, "too_deep"),
        (b'{"person_id":' + b"[" * 31 + b"]" * 31 + b"}", {}, "invalid"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    client: Any, services: Any, raw: bytes, headers: dict[str, str], code: str
) -> None:
    assert client.refused(*POSTING, raw, headers=headers)["code"] == code
    assert services.asked == []


def test_every_post_has_a_key_that_goes_to_the_service(client: Any, services: Any) -> None:
    response = client.send(*POSTING, BODY, headers={"Idempotency-Key": "a-key-of-mine"})
    assert response.status == 201
    [(_, payload, context)] = services.asked
    assert payload == {"fair_id": "fair-1", "person_id": "person-1"}
    assert context.idempotency_key == "a-key-of-mine"
    assert context.actor.role == "officer"
    for key in ("short", "with space", "é" * 10, "a" * 129):
        refused = client.refused(*POSTING, BODY, headers={"Idempotency-Key": key})
        assert refused["code"] == "idempotency_key_invalid"


def test_a_stored_answer_is_marked(client: Any, services: Any) -> None:
    services.replayed = True
    assert client.send(*POSTING, BODY).headers["Idempotency-Replayed"] == "true"


def test_a_created_thing_has_its_place(client: Any) -> None:
    response = client.send(*POSTING, BODY)
    assert response.status == 201
    assert response.headers["Location"] == "/v1/registrations/reg-1"


def test_only_declared_fields_leave(client: Any) -> None:
    response = client.send(*READING)
    shown = {"fair_id": "fair-1", "version": 3, "title": "t"}
    assert (response.status, orjson.loads(response.body)) == (200, shown)


def test_the_version_is_the_validator(client: Any, services: Any) -> None:
    response = client.send(*READING)
    assert response.headers["ETag"] == '"3"'
    for given in ('"3"', 'W/"3"', '"1", "3"', "*"):
        unchanged = client.send(*READING, headers={"If-None-Match": given})
        assert (unchanged.status, unchanged.body) == (304, b"")
    assert client.send(*READING, headers={"If-None-Match": '"2"'}).status == 200


def test_a_list_has_a_validator_of_its_bytes(client: Any, services: Any) -> None:
    services.answers["jobs.list_fairs"] = {"rows": [], "next_cursor": None}
    tag = client.send("GET", "/v1/fairs").headers["ETag"]
    assert client.send("GET", "/v1/fairs", headers={"If-None-Match": tag}).status == 304
    services.answers["jobs.list_fairs"] = {"rows": [{"fair_id": "f"}], "next_cursor": None}
    assert client.send("GET", "/v1/fairs", headers={"If-None-Match": tag}).status == 200


def test_if_match_goes_to_the_service_as_a_version(client: Any, services: Any) -> None:
    response = client.send("POST", "/v1/fairs/f1/opening", headers={"If-Match": '"7"'})
    assert response.status == 200
    assert services.asked[0][2].expected_version == 7
    for given in ("7", '"7', '"1", "2"', "", '"a\x01"'):
        refused = client.refused("POST", "/v1/fairs/f1/opening", headers={"If-Match": given})
        assert refused["code"] == "if_match_invalid", given


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ('W/"7"', "version_mismatch"),
        ('"0f3a"', "version_mismatch"),
        ('"٣"', "if_match_invalid"),
        ('""', "version_mismatch"),
    ],
)
def test_an_etag_that_can_be_of_no_version_matches_none(
    client: Any, services: Any, tag: str, code: str
) -> None:
    refused = client.refused("POST", "/v1/fairs/f1/opening", headers={"If-Match": tag})
    assert refused["code"] == code
    assert services.asked == []


def test_if_match_is_never_ignored_where_nothing_has_a_version(client: Any, services: Any) -> None:
    refused = client.refused(*POSTING, BODY, headers={"If-Match": '"1"'})
    assert (refused["status"], refused["code"]) == (412, "version_mismatch")
    assert services.asked == []


def test_a_request_id_is_kept_when_it_can_be_and_made_when_not(client: Any) -> None:
    kept = client.send(*READING, headers={"X-Request-Id": "caller-0001"})
    made = client.send(*READING, headers={"X-Request-Id": "two words\n"})
    assert kept.status == made.status == 200
    assert kept.headers["X-Request-Id"] == "caller-0001"
    assert re.fullmatch(r"[0-9a-f-]{36}", made.headers["X-Request-Id"])


def test_a_route_whose_body_is_optional_takes_none(client: Any, services: Any) -> None:
    services.answers["jobs.publish_fair"] = {"fair_id": "f1", "version": 2}
    headers = {"Content-Type": ""}
    assert client.send("POST", "/v1/fairs/f1/publication", headers=headers).status == 200
    assert client.send("POST", "/v1/fairs/f1/opening", {"x": 1}).status == 422


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/people/p1/key-groups/nobody", "not_found"),
        ("/v1/people/p1/consents/nothing", "not_found"),
        ("/v1/ops/parked/nowhere/p1", "not_found"),
        ("/v1/partners/bank/statements/today", "not_found"),
    ],
)
def test_a_word_in_a_path_that_is_none_of_its_words_is_not_found(
    client: Any, services: Any, path: str, code: str
) -> None:
    method = "GET" if "ops" in path or "statements" in path else "DELETE"
    assert client.refused(method, path, role="admin")["code"] == code
    assert services.asked == []


@pytest.mark.parametrize("amount", ["0", "0.00", "007", "1.234", "-1", "1e3", " 1", "", 1, 1.5])
def test_money_is_text_as_the_document_says(client: Any, amount: Any) -> None:
    refused = client.refused("POST", "/v1/loans", {"amount": amount}, role="worker")
    assert "amount" in {error["field"] for error in refused["errors"]}


@pytest.mark.parametrize(
    ("traceparent", "tracestate", "told"),
    [
        (GIVEN, "congo=1,rojo=2", "congo=1,rojo=2"),
        (GIVEN, "no member", None),
        ("nonsense", "congo=1", None),
    ],
)
def test_a_service_is_told_the_tracestate_of_a_usable_traceparent(
    client: Any, services: Any, monkeypatch: Any, traceparent: str, tracestate: str, told: Any
) -> None:
    seen: list[str | None] = []

    def remember(*_: Any) -> Reply:
        seen.append(trace.tracestate())
        return Reply({"fair_id": "fair-1", "version": 3}, False)

    monkeypatch.setattr(type(services), "__call__", remember)
    client.send(*READING, headers={"traceparent": traceparent, "tracestate": tracestate})
    assert seen == [told]
