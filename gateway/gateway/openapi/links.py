"""Links from an answer: each id in it, and the operations that take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gateway.http.route import Route


def links(route: Route, routes: Iterable[Route], name: Any) -> dict[str, Any]:
    """OpenAPI links from the good answer of a route, by the operation they lead to.

    What was created leads to all that can be done with it, a list from its first row. `name` says
    the operationId of a route.
    """
    given = _given(route)
    found = {}
    for other in routes:
        known = {p: given[p] for p in other.parameters if p in given}
        unknown = [p for p in other.parameters if p not in given and p not in other.choices]
        if known and not unknown and other is not route:
            found[name(other)] = {"operationId": name(other), "parameters": known}
    return found


def _given(route: Route) -> dict[str, str]:
    """Parameters that the answer knows, as runtime expressions."""
    if route.answer is None:
        return {}
    ids = [name for name in route.answer.fields if name.endswith("_id") or name == "serial"]
    if route.location and route.status == 201:
        return {name: f"$response.body#/{name}" for name in ids}
    if route.page:
        # A row begins with its own id; what else it names belongs to somebody.
        return {name: f"$response.body#/rows/0/{name}" for name in ids[:1]}
    return {}
