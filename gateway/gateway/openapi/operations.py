"""One route as an OpenAPI operation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from chassis.domain import Scope
from chassis.ids import ID_PATTERN
from gateway.http.contract import Component
from gateway.http.response import STREAM
from gateway.http.route import PUBLIC, Route
from gateway.openapi import headers, intake, problems
from gateway.openapi.links import links

_AN_ID = "0190f2a4-7c1b-7d3e-8f00-000000000001"
_REACH = {Scope.ALL: "", Scope.OWN: " (own records)", Scope.REGION: " (own region)"}


def operation(route: Route, routes: Iterable[Route]) -> dict[str, Any]:
    """The operation object of a route."""
    described: dict[str, Any] = {
        "operationId": operation_id(route),
        "tags": [route.service],
        "summary": route.summary,
        "description": _description(route),
        "parameters": _parameters(route),
        "responses": {**_answers(route, routes), **problems.responses(route)},
        "x-roles": {role: route.row.grants[role].value for role in sorted(route.roles)},
    }
    described["security"] = [] if route.roles == PUBLIC else [{"bearer": []}]
    if body := _body(route):
        described["requestBody"] = body
    return described


def operation_id(route: Route) -> str:
    """`post_fairs_fair_id_publication`: two routes may share a call, but never a path."""
    words = re.findall(r"[a-z0-9]+", route.path.removeprefix("/v1"))
    return "_".join([route.method.lower(), *words])


def _description(route: Route) -> str:
    """Who may call it, what repeating it does, and what else is special about its kind."""
    grants = route.row.grants
    who = ", ".join(f"{role}{_REACH[grants[role]]}" for role in sorted(route.roles))
    told = [f"For {who}." if who else "For everybody, without a token."]
    if route.keyed:
        told.append("The same Idempotency-Key with the same body gets the stored answer.")
    if route.versioned:
        told.append("If-Match holds it to the version that you have read.")
    if route.page:
        told.append("Newest first; pass next_cursor on as cursor until it is null.")
    if route.watch:
        told.append(f"Accept: {STREAM} sends it again each time that it has changed.")
    return " ".join(told)


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [_of_path(route, name) for name in route.parameters]
    if route.query:
        found += [_of_query(route.query, name) for name in route.query.fields]
    return [*found, *headers.asked(route)]


def _of_query(query: Component, name: str) -> dict[str, Any]:
    schema = dict(query.fields[name])
    told = {"description": schema.pop("description")} if "description" in schema else {}
    return {
        "in": "query",
        "name": name,
        "required": name in query.required,
        "schema": schema,
    } | told


def _of_path(route: Route, name: str) -> dict[str, Any]:
    choices = route.choices.get(name)
    if choices:
        schema: dict[str, Any] = {"type": "string", "enum": list(choices)}
    else:
        like = route.patterns.get(name, f"^{ID_PATTERN}$")
        schema = {"type": "string", "pattern": like}
    shown = route.shown(name, _AN_ID)
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": shown}


def _body(route: Route) -> dict[str, Any] | None:
    if route.takes_events:
        return intake.request_body()
    if route.body is None:
        return None
    content = {"schema": route.body.ref, "example": route.body.example}
    return {"required": route.needs_body, "content": {"application/json": content}}


def _answers(route: Route, routes: Iterable[Route]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": route.summary, "headers": headers.answered(route)}
    if route.answer:
        answer["content"] = {"application/json": _content(route)}
    if route.watch:
        answer["content"][STREAM] = {"schema": {"type": "string"}, "example": _streamed(route)}
    if lead := links(route, routes, operation_id):
        answer["links"] = lead
    found = {str(route.status): answer}
    if route.method == "GET":
        unchanged = headers.refs(*headers.COUNTED, "ETag")
        found["304"] = {
            "description": "Not changed since the ETag in If-None-Match.",
            "headers": unchanged,
        }
    return found


def _streamed(route: Route) -> str:
    ended = sorted(route.watch.ended)[0] if route.watch else ""
    return f'retry: 2000\n\nid: 5f0c7a1be2d94a30\nevent: end\ndata: {{"state":"{ended}"}}\n\n'


def _content(route: Route) -> dict[str, Any]:
    assert route.answer is not None  # noqa: S101 - the caller asked
    shown = route.answer.example
    if not route.page:
        return {"schema": route.answer.ref, "example": shown}
    page: dict[str, Any] = {
        "type": "object",
        "required": ["rows", "next_cursor"],
        "properties": {
            "rows": {"type": "array", "items": route.answer.ref},
            "next_cursor": {"type": ["string", "null"]},
        },
    }
    return {"schema": page, "example": {"rows": [shown], "next_cursor": None}}
