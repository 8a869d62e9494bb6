"""The gateway asks services for what they answer, and words every refusal."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import fields
from marshmallow.validate import OneOf

import gateway
from chassis.domain import errors as chassis_errors
from gateway import refusals
from gateway.http.route import UNKEPT, Route
from gateway.routes import all_routes
from gateway.upstream.operator_fanout import Operations
from gateway.upstream.person_export import Exports
from partners.intake.fault import CODES
from tests.contract import code

OWN = {*Operations().table(), *Exports().table(), "gateway.accept_events", *UNKEPT}
ROUTES = [route for route in all_routes() if route.rpc not in OWN]
AN_ID = "01936b2e-0000-7000-8000-000000000001"


def _named(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ROUTES, ids=_named)
def test_a_route_calls_a_method_that_its_service_answers(route: Route) -> None:
    assert route.call in code.calls(route.service)


@pytest.mark.parametrize("route", ROUTES, ids=_named)
def test_the_service_takes_the_request_made_of_all_examples(route: Route) -> None:
    command = code.calls(route.service)[route.call].request
    body = route.body.example if route.body else {}
    query = route.query.example if route.query else {}
    assert not body.keys() & set(route.parameters)
    taken: dict[str, Any] = command._declared_fields if command else {}
    path = {name: _parameter(taken.get(name)) for name in route.parameters}
    payload = {**path, **query, **body}
    if command is None:
        assert payload == {}
    else:
        assert command().validate(payload) == {}


@pytest.mark.parametrize("route", all_routes(), ids=_named)
def test_a_page_route_takes_a_cursor_and_a_created_thing_has_a_place(route: Route) -> None:
    if route.page:
        assert route.query and {"cursor", "limit"} <= route.query.fields.keys()
    if route.location:
        assert route.status == 201
    assert route.summary.endswith(".")
    assert (route.status == 204) == (route.answer is None)


@pytest.mark.parametrize("name", (*code.PRODUCERS, "insight"))
def test_every_refusal_of_a_service_is_worded_and_no_other(name: str) -> None:
    worded = refusals.read().tables.get(name, {})
    assert sorted(worded) == sorted(code.refusals(name))


def test_every_common_refusal_is_worded_and_no_other() -> None:
    chassis = {*code.refusals("chassis"), "internal_error", "unavailable"}
    own = {*code.refusals("gateway"), *code.refusals("partners")}
    used = chassis | own | set(_problem_codes()) | set(CODES)
    assert sorted(refusals.read().tables[refusals.COMMON]) == sorted(used)
    assert issubclass(chassis_errors.Invalid, chassis_errors.Refusal)


@pytest.mark.parametrize("route", all_routes(), ids=_named)
def test_a_route_names_only_refusals_of_its_service(route: Route) -> None:
    own = refusals.read().tables.get(route.service, {})
    common = refusals.read().tables[refusals.COMMON]
    assert set(route.refuses) <= own.keys() | common.keys()


def _parameter(field: fields.Field | None) -> str:
    if isinstance(field, fields.Enum):
        return str(next(iter(field.enum)).value)
    for rule in getattr(field, "validators", []):
        if isinstance(rule, OneOf):
            return str(next(iter(rule.choices)))
    return str(field.metadata.get("example", AN_ID)) if field else AN_ID


def _problem_codes() -> Iterator[str]:
    """The codes that the gateway's own source raises: `Problem("...")`, `refused("...")`."""
    for file in Path(gateway.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "Problem",
                "refused",
                "Refused",
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    yield str(first.value)
