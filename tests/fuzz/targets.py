"""What is fuzzed: every reader of bytes that strangers send, with what must hold whatever they are.

A target takes bytes and returns, or raises when something does not hold. `seeds` are what the
fuzzers begin with, because from nothing they would not get past the first brace.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson

from chassis import cloudevents, masking
from chassis.cloudevents import Malformed
from chassis.telemetry import trace
from gateway.http import request_parsing
from gateway.http.problem import Problem
from gateway.http.request import Request
from gateway.intake import cloudevents_http
from gateway.routes import all_routes
from partners.intake import contracts
from partners.intake.fault import CODES, Fault
from partners.intake.validation import check
from partners.registry.partner import Partner
from tests.fuzz import credentials

LIMIT = 65_536
NOW = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
SOURCE = "/partners/bank"
SENDER = Partner(
    partner_id="bank",
    name="any",
    role="partner",
    types=tuple(contracts.read()),
    region=None,
    sandbox=False,
    events_per_minute=1,
    created_at=NOW,
    changed_at=NOW,
)
ID_NUMBER, PHONE = b"530102199003071238", b"13812348000"
CHANGING = next(route for route in all_routes() if route.versioned)
KINDS = ("application/cloudevents+json", "application/cloudevents-batch+json", "application/json")


@dataclass(frozen=True)
class Target:
    name: str
    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def an_envelope(type: str, data: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "bank-000001",
        "type": type,
        "source": SOURCE,
        "subject": "s1",
        "time": "2025-06-02T04:00:00Z",
        "sequence": "0000000001",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "data": data,
    }


@cache
def events() -> tuple[bytes, ...]:
    """One event of each type that partners send, as bytes."""
    found = []
    for type, contract in contracts.read().items():
        example = contracts.document(f"{type}.example.json")
        data = example.get("data", example)
        event = an_envelope(type, data) | {"subject": data[contract.subject]}
        del event["sequence"]
        found.append(orjson.dumps(event))
    return tuple(found)


def read_envelope(given: bytes) -> None:
    """An event is read whole or is Malformed, and is the same after a further journey."""
    try:
        decoded = cloudevents.decode(given)
        event = cloudevents.event(decoded, decoded["data"])
    except Malformed as malformed:
        assert len(str(malformed)) < 100
        return
    assert event.time.tzinfo is not None
    again = cloudevents.decode(cloudevents.encode(decoded))
    assert cloudevents.event(again, again["data"]) == event


def take_in(given: bytes) -> None:
    """What the intake lets in is the partner's own, of a known type, and can be stored."""
    try:
        event = orjson.loads(given)
    except orjson.JSONDecodeError:
        return
    checked = check(event, SENDER, NOW)
    if isinstance(checked, Fault):
        assert checked.code in CODES
        assert checked.errors
        orjson.dumps(checked.errors)
    else:
        stored = checked.envelope
        assert stored["source"] == SOURCE
        assert stored["type"] in contracts.read()
        assert cloudevents.event(cloudevents.decode(cloudevents.encode(stored)), stored["data"])


def read_request(given: bytes) -> None:
    """A request in any of the three bindings is read or is a Problem below 500."""
    head, _, body = given.partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    path, _, query = (lines[0] or "/").partition("?")
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "RAW_PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": KINDS[len(body) % len(KINDS)],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name:
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value.strip()
    request = Request(environ)
    assert re.fullmatch(r"[A-Za-z0-9_.\-]{8,64}", request.id)
    assert request.language in ("zh", "en")
    trace.admitted(request.header("traceparent"))
    for read in (
        lambda: request.segments,
        lambda: request.query,
        lambda: request_parsing.expected_version(CHANGING, request),
        lambda: cloudevents_http.read(request, LIMIT),
    ):
        try:
            read()
        except Problem as problem:
            assert problem.code not in ("internal_error", "unavailable")


def mask(given: bytes) -> None:
    """A number of a person is never shown, wherever it stands in a body."""
    for number in (ID_NUMBER, PHONE):
        # As part of a longer number it is none of a person.
        if number in given:
            continue
        for before, after in ((b" ", b" "), (b"=", b""), (b"tel", b"x"), (b":", "，".encode())):
            shown = masking.body(given + before + number + after)
            assert len(shown) < 3 * masking.SHOWN_MOST
            assert number.decode() not in shown, (before, after)


REQUESTS = tuple(
    b'/v1/events?x=%2F&y=1\nce-specversion: 1.0\nce-id: 1\nif-match: "12"\n'
    b"accept-language: en;q=0.5\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-"
    b"00f067aa0ba902b7-01\nx-request-id: abcdefgh\n\n" + body
    for body in (b"{}", b"[]", b'[{"specversion":"1.0"}]', b"\xff")
)


def all_targets() -> dict[str, Target]:
    texts = ("姓名=李明;电话=13812348000".encode(), b'{"phone": 13812348000}', b"a@b.cn")
    made = (
        Target("envelope", read_envelope, events()),
        Target("intake", take_in, events()),
        Target("request", read_request, REQUESTS),
        Target("token", credentials.authenticate, tuple(credentials.token_seeds())),
        Target("key", credentials.read_key, tuple(credentials.key_seeds())),
        Target("passport", credentials.show_passport, tuple(credentials.passport_seeds())),
        Target("signature", credentials.check_signature, (credentials.A_SIGNATURE,)),
        Target("masking", mask, (*events(), *texts)),
    )
    return {target.name: target for target in made}
