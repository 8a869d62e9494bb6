"""What a caller cannot slip in: an operator of the database where text belongs, or a field that is
not the caller's to set. For every route, made from the table."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from chassis.actor import ROLES
from gateway.contract import component, example_of
from gateway.route import Route
from gateway.routes import all_routes

OPERATORS: list[Any] = [
    {"$ne": None},
    {"$gt": ""},
    {"$regex": ".*"},
    {"$where": "sleep(1000)"},
    {"$in": [""]},
    [{"$ne": None}],
]
SURPLUS = (
    *("_id", "version", "state", "role", "roles", "scopes", "admin", "actor", "subject"),
    *("partner_id", "created_at", "idempotency_key", "if_match", "sandbox", "verified_at"),
    *("$set", "$where", "__proto__", "constructor", "__class__"),
)
OPEN = {
    ("ops.propose_edit", "event"): "a whole CloudEvent, kept as bytes",
    ("gateway.deliver_samples", "events"): "whole CloudEvents, kept as text and sent to oneself",
    ("people.register_people", "people"): "rows with a schema each, refused one by one",
}
"""Places where any JSON may stand, and why; what stands there is in no query."""

AS_TEXT = quote(orjson.dumps(OPERATORS[0]))
Path = tuple[str | int, ...]
SENDING = [route for route in all_routes() if route.body]


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


def assert_invalid(response: Any, services: Any, at: object) -> None:
    problem = orjson.loads(response.body)
    assert (response.status, problem["code"]) == (422, "invalid"), (at, problem)
    assert services.asked == []


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


@pytest.mark.parametrize("route", all_routes(), ids=_named)
def test_an_operator_after_the_question_mark_is_refused_or_stays_text(
    client: Any, services: Any, route: Route
) -> None:
    if route.rpc in client.door._raw:
        return
    for query in ("%24where=1", "x%5B%24ne%5D=1", "cursor%5B%24gt%5D=", "_id=1"):
        assert_invalid(send(client, route, query=query), services, query)
    for name in route.query.fields if route.query else ():
        for key in (f"{name}%5B%24ne%5D", f"{name}.%24ne", f"{name}%5B%5D"):
            assert_invalid(send(client, route, query=f"{key}=1"), services, key)
        send(client, route, query=f"{name}={AS_TEXT}")
        for _, payload, _ in services.asked:
            assert isinstance(payload[name], str)
        services.asked.clear()


@pytest.mark.parametrize("route", [r for r in all_routes() if r.parameters], ids=_named)
def test_what_stands_in_a_path_stays_text(client: Any, services: Any, route: Route) -> None:
    for name in route.parameters:
        for text in ('{"$ne": null}', "$where", "../admin", "a\x00b", "..%2f", "' || '1'=='1"):
            send(client, route, **{name: text})
            for rpc, payload, _ in services.asked:
                if rpc == route.rpc:
                    assert payload[name] == text
            services.asked.clear()


def _declared(route: Route, at: Path) -> list[str]:
    """The names that the schema of the object at this place has."""
    inside = route.body
    for name in at:
        if isinstance(name, str):
            field = inside.fields[name] if inside else {}
            inside = component(field.get("items", field))
    return list(inside.fields) if inside else []
