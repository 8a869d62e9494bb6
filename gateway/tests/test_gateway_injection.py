"""What a caller cannot slip in: an operator of the database where text belongs, text that something
behind the gateway would run, or a field that is not the caller's to set. Each place has the one
answer that is right: a refusal of a named code, or success with the text as it came. For every
route, made from the table."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from string import Formatter
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hostile import (
    CHOSEN,
    HOSTILE,
    MARK,
    OPEN,
    OPERATORS,
    SURPLUS,
    TEXT_QUERIES,
    TEXTS,
    TOO_MUCH,
    UNTAKEN,
)

from chassis.domain import ROLES
from chassis.rate_limits.quota import DEFAULTS
from gateway.http.contract import component, example_of
from gateway.http.route import Route
from gateway.routes import all_routes

Path = tuple[str | int, ...]
SENDING = [route for route in all_routes() if route.body]
CALLED = [route for route in all_routes() if not route.takes_events]
REGISTERING = ("POST", "/v1/fairs/fair-1/registrations", {"person_id": "person-1"})


def _named(route: Route) -> str:
    return f"{route.method} {route.path}"


def leaves(value: Any, at: Path = ()) -> Iterator[Path]:
    """The places of all text, numbers and flags in a document."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*at, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*at, place))
    else:
        yield at


def objects(value: Any, at: Path = ()) -> Iterator[Path]:
    """The places of all objects in a document."""
    if isinstance(value, dict):
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, one in inner:
        if isinstance(one, dict | list):
            yield from objects(one, (*at, name))


def put(document: Any, at: Path, value: Any) -> Any:
    changed = copy.deepcopy(document)
    inner = changed
    for name in at[:-1]:
        inner = inner[name]
    inner[at[-1]] = value
    return changed


def is_open(route: Route, at: Path) -> bool:
    return bool(at) and (route.rpc, at[0]) in OPEN


def send(client: Any, route: Route, body: Any = None, query: str = "", **path: str) -> Any:
    """As a role that may call the route."""
    role = next((role for role in reversed(ROLES) if role in route.roles), None)
    usual = {name: route.shown(name, "own-1") for name in route.parameters}
    path = {name: quote(text, safe="") for name, text in {**usual, **path}.items()}
    given = body if body is not None else route.body.example if route.body else None
    needed = example_of(route.query, required_only=True) if route.query else {}
    pairs = [f"{name}={value}" for name, value in needed.items() if f"{name}=" not in query]
    query = "&".join([*pairs, *([query] if query else [])])
    target = route.path.format_map(path) + (f"?{query}" if query else "")
    return client.send(route.method, target, given, role=role)


def name_of(at: Path) -> str:
    return ".".join(name for name in at if isinstance(name, str))


def takes_text(route: Route, at: Path) -> bool:
    return name_of(at) in TEXTS and (route.rpc, name_of(at)) not in CHOSEN


def assert_refused(response: Any, services: Any, status: int, code: str, at: object) -> None:
    """With this status and code, before any service was asked."""
    problem = orjson.loads(response.body or b"{}")
    assert (response.status, problem.get("code")) == (status, code), (at, problem)
    assert services.asked == [], at


def assert_invalid(response: Any, services: Any, at: object) -> None:
    assert_refused(response, services, 422, "invalid", at)


def assert_as_text(response: Any, services: Any, route: Route, at: Path, text: str) -> None:
    """The route succeeded, and one service was asked once, with this very text at its place."""
    assert response.status == route.status, (at, text, response.body)
    [(rpc, payload, _)] = services.asked
    for name in at:
        payload = payload[name]
    assert (rpc, payload) == (route.rpc, text)
    services.asked.clear()


@pytest.fixture
def patient(made: Any, services: Any) -> Any:
    """A client whose services answer every call as they should, so that nothing fails for want of
    an answer, whose quotas are not used up and whose bodies may be long."""
    for route in all_routes():
        shown = route.answer.example if route.answer else {}
        made_ids = dict.fromkeys(_parameters(route.location or ""), "made-1")
        page = {"rows": [], "next_cursor": None}
        services.answers[route.rpc] = page if route.page else made_ids | shown
    return made(" ".join(f"{name}=100000/60" for name in DEFAULTS), body_limit=65_536)


def _parameters(path: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(path) if name]


@pytest.mark.parametrize("route", SENDING, ids=_named)
def test_an_operator_is_refused_where_a_body_has_a_value(
    client: Any, services: Any, route: Route
) -> None:
    assert route.body is not None
    body = route.body.example
    for at in leaves(body):
        for operator in OPERATORS:
            if not is_open(route, at):
                response = send(client, route, put(body, at, operator))
                assert_invalid(response, services, (at, operator))


@pytest.mark.parametrize("route", SENDING, ids=_named)
def test_a_body_has_no_field_that_its_schema_does_not_name(
    client: Any, services: Any, route: Route
) -> None:
    assert route.body is not None
    body = route.body.example
    # Nor may a body say otherwise than the path, or set what only an answer shows.
    shown = set(route.answer.fields) if route.answer else set()
    names = {*SURPLUS, *route.parameters, *shown}
    for at in objects(body):
        inner = body
        for name in at:
            inner = inner[name]  # type: ignore[index]  # `at` leads to an object
        for name in () if is_open(route, at) else names - set(_declared(route, at)):
            response = send(client, route, put(body, (*at, name), "x"))
            assert_invalid(response, services, (*at, name))


@pytest.mark.parametrize("route", SENDING, ids=_named)
def test_a_body_that_is_no_object_is_refused(client: Any, services: Any, route: Route) -> None:
    for body in ([], [{"$ne": None}], "text", 1, True):
        assert_invalid(send(client, route, body), services, body)


@pytest.mark.parametrize("route", SENDING, ids=_named)
def test_hostile_text_in_a_body_is_refused_or_goes_on_as_it_came(
    patient: Any, services: Any, route: Route
) -> None:
    body = route.body.example
    for at in leaves(body):
        for text in () if is_open(route, at) else HOSTILE:
            response = send(patient, route, put(body, at, text))
            if takes_text(route, at):
                assert_as_text(response, services, route, at, text)
            else:
                assert_invalid(response, services, (at, text))


@pytest.mark.parametrize("route", SENDING, ids=_named)
def test_what_no_field_takes_is_refused_in_every_field(
    patient: Any, services: Any, route: Route
) -> None:
    body = route.body.example
    for at in leaves(body):
        marked = orjson.dumps(put(body, at, MARK))
        for written, (status, code) in () if is_open(route, at) else UNTAKEN.items():
            response = send(patient, route, marked.replace(orjson.dumps(MARK), written))
            assert_refused(response, services, status, code, (at, written[:20]))


@pytest.mark.parametrize("route", CALLED, ids=_named)
def test_an_operator_in_the_name_of_a_parameter_is_refused(
    patient: Any, services: Any, route: Route
) -> None:
    named = ["%24where", "x%5B%24ne%5D", "cursor%5B%24gt%5D", "_id", "__proto__"]
    for name in route.query.fields if route.query else ():
        named += [f"{name}%5B%24ne%5D", f"{name}.%24ne", f"{name}%5B%5D", f"{name}%00"]
    for name in named:
        assert_invalid(send(patient, route, query=f"{name}=1"), services, name)


@pytest.mark.parametrize("route", [r for r in CALLED if r.query], ids=_named)
def test_hostile_text_after_the_question_mark_is_refused_or_goes_on_as_it_came(
    patient: Any, services: Any, route: Route
) -> None:
    assert route.query is not None
    for name in route.query.fields:
        for text in (*HOSTILE, *TOO_MUCH):
            response = send(patient, route, query=f"{name}={quote(text, safe='')}")
            if name in TEXT_QUERIES.get(route.rpc, ()) and text in HOSTILE:
                assert_as_text(response, services, route, (name,), text)
            else:
                assert_invalid(response, services, (name, text[:20]))


@pytest.mark.parametrize("route", [r for r in all_routes() if r.parameters], ids=_named)
def test_hostile_text_in_a_path_is_not_found(patient: Any, services: Any, route: Route) -> None:
    for name in route.parameters:
        for text in (*HOSTILE, *TOO_MUCH, "$where", "..", "../admin", "a/b", "a\nb", "a "):
            response = send(patient, route, **{name: text})
            assert_refused(response, services, 404, "not_found", (name, text[:20]))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("header", "before", "status", "code"),
    [
        ("Authorization", "Bearer ", 401, "token_invalid"),
        ("Authorization", "", 401, "token_missing"),
        ("If-Match", "", 400, "if_match_invalid"),
        ("Content-Type", "", 415, "unsupported_media_type"),
    ],
)
def test_hostile_text_in_a_header_that_is_read_is_refused(
    patient: Any, services: Any, header: str, before: str, status: int, code: str, text: str
) -> None:
    response = patient.send(*REGISTERING, headers={header: before + text})
    assert_refused(response, services, status, code, header)


@pytest.mark.parametrize("text", HOSTILE)
def test_an_idempotency_key_is_visible_ascii_and_goes_on_as_it_came(
    patient: Any, services: Any, text: str
) -> None:
    response = patient.send(*REGISTERING, headers={"Idempotency-Key": text})
    if set(text) & set(" \r\n"):
        assert_refused(response, services, 400, "idempotency_key_invalid", text)
    else:
        assert response.status == 201
        assert [context.idempotency_key for _, _, context in services.asked] == [text]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "header",
    [
        *("X-Request-Id", "traceparent", "tracestate", "Accept", "Accept-Language", "Origin"),
        *("If-None-Match", "Last-Event-ID", "X-Forwarded-For", "X-HTTP-Method-Override", "Cookie"),
    ],
)
def test_hostile_text_in_any_other_header_changes_nothing_and_is_not_sent_back(
    patient: Any, services: Any, header: str, text: str
) -> None:
    plain = patient.send(*REGISTERING)
    response = patient.send(*REGISTERING, headers={header: text})
    assert (response.status, response.body) == (201, plain.body)
    assert response.headers.keys() == plain.headers.keys()
    assert not [one for one in response.headers.values() if text in one or set(one) & set("\r\n")]
    first, second = services.asked
    assert second == first


def test_every_place_for_text_is_one() -> None:
    places = {name_of(at) for r in SENDING for at in leaves(r.body.example) if takes_text(r, at)}
    assert places == TEXTS
    queries = {r.rpc: set(r.query.fields) for r in all_routes() if r.query}
    assert all(names <= queries[rpc] for rpc, names in TEXT_QUERIES.items())


def _declared(route: Route, at: Path) -> list[str]:
    """The names that the schema of the object at this place has."""
    inside = route.body
    for name in at:
        if isinstance(name, str):
            field = inside.fields[name] if inside else {}
            inside = component(field.get("items", field))
    return list(inside.fields) if inside else []
