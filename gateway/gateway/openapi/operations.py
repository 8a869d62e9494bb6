"""One route as an OpenAPI operation."""

from __future__ import annotations

import re
from typing import Any

from gateway.openapi import intake, problems
from gateway.openapi.schemas import example
from gateway.route import PUBLIC, Route
from gateway.schemas.base import ID_PATTERN

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "8 to 128 visible ASCII characters, new for each thing asked.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 128},
}
_IF_NONE_MATCH = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
_IF_MATCH = {"name": "If-Match", "in": "header", "schema": {"type": "string"}}


def operation(route: Route) -> dict[str, Any]:
    """The operation object of a route."""
    described: dict[str, Any] = {
        "operationId": _id(route),
        "tags": [route.service],
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": {**_answers(route), **problems.responses(route)},
        "x-roles": {role: route.row.grants[role].value for role in sorted(route.roles)},
    }
    described["security"] = [] if route.roles == PUBLIC else [{"bearer": []}]
    if body := _body(route):
        described["requestBody"] = body
    return described


def _id(route: Route) -> str:
    """`post_fairs_fair_id_publication`: two routes may share a call, but never a path."""
    words = re.findall(r"[a-z0-9]+", route.path.removeprefix("/v1"))
    return "_".join([route.method.lower(), *words])


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": f"^{ID_PATTERN}$"},
        }
        for name in route.parameters
    ]
    if route.query:
        found.append({"in": "query", "schema": route.query})
    if route.method == "GET":
        found.append(_IF_NONE_MATCH)
    elif route.path != "/v1/events":
        found += [_KEY] if route.method == "POST" else [_IF_MATCH]
    return found


def _body(route: Route) -> dict[str, Any] | None:
    if route.path == "/v1/events":
        return intake.request_body()
    if route.request is None:
        return None
    content = {"schema": route.request, "example": example(route.request)}
    return {"required": True, "content": {"application/json": content}}


def _answers(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": route.summary}
    headers = {"ETag": {"schema": {"type": "string"}}} if route.view else {}
    if route.location and route.status == 201:
        headers["Location"] = {"schema": {"type": "string"}}
    if headers:
        answer["headers"] = headers
    if route.view:
        answer["content"] = {"application/json": _content(route)}
    found = {str(route.status): answer}
    if route.method == "GET":
        found["304"] = {"description": "Not changed since the ETag in If-None-Match"}
    return found


def _content(route: Route) -> dict[str, Any]:
    assert route.view is not None  # noqa: S101 - the caller asked
    shown = example(route.view)
    if not route.page:
        return {"schema": route.view, "example": shown}
    page: dict[str, Any] = {
        "type": "object",
        "required": ["rows", "next_cursor"],
        "properties": {
            "rows": {"type": "array", "items": route.view},
            "next_cursor": {"type": ["string", "null"]},
        },
    }
    return {"schema": page, "example": {"rows": [shown], "next_cursor": None}}
