"""Every route against every role and every scope of a key, and whose records a role may touch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chassis.domain import ROLES, Actor
from gateway.http import authorization, policy
from gateway.http.contract import example_of
from gateway.http.problem import Problem
from gateway.http.route import PUBLIC, Route
from gateway.routes import all_routes

MINE, THEIRS = "own-1", "other-1"
PERSON = "/v1/people/{}"
FAIR_SEAT = "/v1/fairs/fair-1/registrations"


def _ids(route: Route) -> str:
    return f"{route.method} {route.path}"


def _asked(route: Route) -> tuple[str, str, Any]:
    values = {name: route.shown(name, MINE) for name in route.parameters}
    path = route.path.format_map(values)
    query = example_of(route.query, required_only=True) if route.query else {}
    if query:
        path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    body = route.body.example if route.body else None
    if isinstance(body, dict):
        own = ("person_id", "employer_id", "partner_id")
        body.update({name: MINE for name in own if name in body})
    return route.method, path, body


def _answer(route: Route) -> dict[str, Any]:
    if route.page:
        return {"rows": [], "next_cursor": None}
    return route.answer.example if route.answer else {}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", all_routes(), ids=_ids)
def test_a_role_is_let_in_exactly_where_the_table_says(
    client: Any, services: Any, route: Route, role: str
) -> None:
    services.answers[route.rpc] = _answer(route)
    cells = policy.table().rows[route.rpc].grants
    if "public" in cells or role in cells:
        response = client.send(*_asked(route), role=role)
        # The intake reads CloudEvents, and what is sent here says that it is something else.
        assert response.status == (415 if route.takes_events else route.status)
    else:
        refused = client.refused(*_asked(route), role=role)
        assert (refused["status"], refused["code"]) == (403, "role_not_allowed")
        assert services.asked == []


@pytest.mark.parametrize("route", all_routes(), ids=_ids)
def test_without_a_token_only_public_routes_answer(
    client: Any, services: Any, route: Route
) -> None:
    services.answers[route.rpc] = _answer(route)
    if route.roles == PUBLIC:
        assert client.send(*_asked(route), role=None).status == route.status
    else:
        refused = client.refused(*_asked(route), role=None)
        assert (refused["status"], refused["code"]) == (401, "token_missing")
        assert services.asked == []


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


def test_a_list_that_cannot_be_asked_for_by_owner_is_left_to_the_service(
    client: Any, services: Any
) -> None:
    services.answers["loans.list_loans"] = {"rows": [], "next_cursor": None}
    client.send("GET", "/v1/loans", role="bank")
    [(_, asked, context)] = services.asked
    assert "partner_id" not in asked
    assert context.actor.partner_id == MINE


@pytest.mark.parametrize("route", [r for r in all_routes() if r.roles != PUBLIC], ids=_ids)
def test_a_key_made_for_another_action_opens_nothing(route: Route) -> None:
    role = sorted(route.roles)[0]
    other = Actor("key", role, partner_id=MINE, scopes=("another.action",))
    with pytest.raises(Problem) as refused:
        authorization.admit(route, other)
    assert refused.value.code == "scope_not_granted"
    authorization.admit(route, replace(other, scopes=(route.rpc,)))
    authorization.admit(route, replace(other, scopes=(f"{route.service}.*",)))


def test_every_row_of_the_table_is_asked_for_by_a_route_or_a_service() -> None:
    asked = {route.rpc for route in all_routes()}
    idle = [
        action
        for action, row in policy.table().rows.items()
        if action not in asked and not row.services and not action.startswith("every.")
    ]
    assert idle == FANNED_OUT


FANNED_OUT = [
    "people.key_state",
    "jobs.count_programme",
    "loans.key_state",
    "loans.count_programme",
    "training.count_programme",
    "insight.count_events",
]
