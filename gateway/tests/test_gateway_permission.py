"""Every route against every role, and whose records a role may touch."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.errors import Refused
from gateway.openapi.schemas import example
from gateway.route import EVERYONE, PUBLIC, Route
from gateway.routes import all_routes

MINE, THEIRS = "own-1", "other-1"
PERSON = "/v1/people/{}"
FAIR_SEAT = "/v1/fairs/fair-1/registrations"


def _ids(route: Route) -> str:
    return f"{route.method} {route.path}"


def _asked(route: Route) -> tuple[str, str, Any]:
    path = route.path.format_map(dict.fromkeys(route.parameters, MINE))
    query = example(route.query, required_only=True) if route.query else {}
    if query:
        path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    body = example(route.request) if route.request else None
    if isinstance(body, dict):
        body.update({name: MINE for name in ("person_id", "employer_id") if name in body})
    return route.method, path, body


@pytest.mark.parametrize("role", sorted(EVERYONE))
@pytest.mark.parametrize("route", all_routes(), ids=_ids)
def test_a_role_is_let_in_exactly_where_the_table_says(
    client: Any, services: Any, route: Route, role: str
) -> None:
    services.answers = {route.rpc: {"rows": [], "next_cursor": None} if route.page else {}}
    if route.owner and route.owner.read:
        services.answers[route.owner.read] = {route.owner.field: MINE}
    if route.location:
        services.answers[route.rpc] = example(route.view) if route.view else {}
    response = client.send(*_asked(route), role=role)
    allowed = route.roles == PUBLIC or role in route.roles
    assert (response.status == 403) is not allowed
    if allowed and route.rpc != "gateway.accept_events":
        assert response.status == route.status
    if not allowed:
        assert services.asked == []


@pytest.mark.parametrize("route", all_routes(), ids=_ids)
def test_without_a_token_only_public_routes_answer(client: Any, route: Route) -> None:
    response = client.send(*_asked(route), role=None)
    assert (response.status == 401) == (route.roles != PUBLIC)


def test_a_worker_reads_the_own_record_and_finds_no_other(client: Any, services: Any) -> None:
    services.answers["people.get_person"] = {"person_id": MINE, "version": 1}
    assert client.send("GET", PERSON.format(MINE), role="worker").status == 200
    assert client.refused("GET", PERSON.format(THEIRS), role="worker")["code"] == "not_found"
    assert client.send("GET", PERSON.format(THEIRS), role="officer").status == 200
    assert len(services.asked) == 2


def test_a_worker_takes_no_seat_for_somebody_else(client: Any, services: Any) -> None:
    refused = client.refused("POST", FAIR_SEAT, {"person_id": THEIRS}, role="worker")
    assert refused["code"] == "not_found"
    assert services.asked == []


def test_a_list_without_an_owner_is_the_own_list(client: Any, services: Any) -> None:
    services.answers["loans.list_loans"] = {"rows": [], "next_cursor": None}
    client.send("GET", "/v1/loans", role="worker")
    client.send("GET", "/v1/loans", role="officer")
    [(_, own, _), (_, everybodys, _)] = services.asked
    assert own["person_id"] == MINE
    assert "person_id" not in everybodys


def test_the_refusal_of_the_reading_call_is_the_answer(client: Any, services: Any) -> None:
    route = next(route for route in all_routes() if route.owner and route.owner.read)
    services.answers[route.owner.read] = Refused("invalid", {"errors": {}})
    assert client.refused(*_asked(route), role="worker")["code"] == "invalid"
