"""The problem responses of an operation, with an example for every code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from chassis.domain import Scope
from gateway import refusals
from gateway.http.problem import MEDIA_TYPE, TYPE_BASE, title
from gateway.http.route import PUBLIC, Route
from gateway.openapi import headers

SCHEMA = {
    "type": "object",
    "description": "RFC 9457. The facts of a refusal are further members.",
    "required": ["type", "title", "status", "code", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; what a program should look at."},
        "detail": {"type": "string", "description": "For people, in their language."},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}


def codes(route: Route) -> list[str]:
    """Every code that a caller of the route may receive."""
    found = ["internal_error", "unavailable", "malformed_request", "too_many_requests"]
    found += route.refuses
    if route.roles != PUBLIC:
        found += ["token_missing", "token_invalid", "token_expired", "key_invalid"]
        found += [f"signature_{what}" for what in ("missing", "invalid", "expired", "replayed")]
        found += ["role_not_allowed", "scope_not_granted"]
    scopes = set(route.row.grants.values())
    if Scope.REGION in scopes:
        found.append("region_not_yours")
    if route.parameters or Scope.OWN in scopes:
        found.append("not_found")
    if route.body or route.query or route.takes_events:
        found.append("invalid")
    if route.body or route.takes_events:
        found += ["malformed_json", "too_deep", "body_too_large", "body_too_slow"]
        found.append("unsupported_media_type")
    if route.keyed:
        found += ["idempotency_key_missing", "idempotency_key_invalid", "idempotency_key_reused"]
        found += ["request_in_progress"]
    if route.versioned:
        found += ["if_match_invalid", "version_mismatch"]
    if route.watch:
        found.append("too_many_streams")
    return sorted(set(found))


def responses(route: Route) -> dict[str, Any]:
    """References to the responses by status. Raises KeyError for a code without wording."""
    groups = _by_status(route)
    return {
        str(status): {"$ref": f"#/components/responses/{_name(groups[status])}"}
        for status in sorted(groups)
    }


def components(routes: Iterable[Route]) -> dict[str, Any]:
    """The responses that routes refer to; routes with the same refusals share one."""
    found = {}
    for route in routes:
        for status, names in _by_status(route).items():
            found[_name(names)] = _response(status, names)
    return dict(sorted(found.items()))


def _by_status(route: Route) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = defaultdict(list)
    for code in codes(route):
        table, wording = _wording(route, code)
        groups[wording.status].append(f"{table}.{code}")
    return groups


def _name(names: list[str]) -> str:
    return "-".join(name.removeprefix(f"{refusals.COMMON}.") for name in names)


def examples(routes: Iterable[Route]) -> dict[str, Any]:
    """An example problem for every code that a route may answer, named `<table>.<code>`."""
    found: dict[str, Any] = {}
    for route in routes:
        for code in codes(route):
            table, wording = _wording(route, code)
            value = {
                "type": TYPE_BASE + code,
                "title": title(wording.status, "en"),
                "status": wording.status,
                "code": code,
                "detail": wording.en,
                "instance": route.path,
            }
            found.setdefault(f"{table}.{code}", {"summary": wording.zh, "value": value})
    return dict(sorted(found.items()))


def _wording(route: Route, code: str) -> tuple[str, refusals.Wording]:
    tables = refusals.read().tables
    for table in (route.service, refusals.COMMON):
        if code in tables.get(table, {}):
            return table, tables[table][code]
    raise KeyError(f"{route.method} {route.path}: refusal {code} has no wording")


def _response(status: int, names: list[str]) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    examples = {name.partition(".")[2]: {"$ref": f"#/components/examples/{name}"} for name in names}
    return {
        "description": title(status, "en"),
        "headers": headers.of_problem(status),
        "content": {MEDIA_TYPE: {"schema": schema, "examples": examples}},
    }
