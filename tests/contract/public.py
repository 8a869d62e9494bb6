"""What the gateway reads of the services' contracts: gateway/gateway/contracts/<service>.json.

A route takes what its call takes, but for what is in its path, and shows what the call answers. A
schema that a route names itself goes before: the public form differs there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from apispec import APISpec
from marshmallow import Schema, fields

import gateway
from chassis.fields import Command
from gateway.http.contract import FOLDER
from gateway.http.route import Route
from gateway.routes import all_routes
from tests.contract import code
from tests.contract.json_schemas import SchemaPlugin, reasons

PLACE = Path(gateway.__path__[0]) / FOLDER

PARTED = ("gateway", "partners")
"""Packages whose parts are named instead of themselves."""

SHOWN_AS = {"intake": "events", "outbound": "outward", "registry": "partners"}
"""Packages that the public documents call by what they are for."""


def all_contracts() -> dict[Path, str]:
    """Path to text of each service's file."""
    by_service: dict[str, list[Route]] = {}
    for route in all_routes():
        by_service.setdefault(route.service, []).append(route)
    return {
        PLACE / f"{service}.json": json.dumps(build(service, routes), ensure_ascii=False, indent=1)
        + "\n"
        for service, routes in sorted(by_service.items())
    }


def build(service: str, routes: Iterable[Route]) -> dict[str, Any]:
    """The promises of a service's routes, the components behind them and the patterns' reasons."""
    converted = Converted(service)
    promises = {route.name: dict(_promise(route, converted)) for route in routes}
    return {
        "routes": promises,
        "reasons": dict(sorted(converted.reasons.items())),
        "components": dict(sorted(converted.components().items())),
    }


class Converted:
    """The JSON Schemas of marshmallow schemas under the names of components."""

    def __init__(self, service: str) -> None:
        self._spec = APISpec(service, "1", "3.1.0", plugins=[SchemaPlugin(name_of)])
        self._shown: list[str] = []
        self.reasons: dict[str, str] = {}

    def name(self, schema: type[Schema]) -> str:
        """The component of a schema, which is converted the first time."""
        at = f"shown{len(self._shown)}"
        content = {"application/json": {"schema": schema}}
        self._spec.components.response(at, {"content": content})
        self._shown.append(at)
        self.reasons |= dict(reasons(schema))
        return name_of(schema)

    def components(self) -> dict[str, Any]:
        return dict(self._spec.to_dict()["components"]["schemas"])


def name_of(schema: Any) -> str:
    """`jobs.FairView`: the package's name keeps equal names of two services apart, at the gateway
    that of what it is about (gateway.schemas.ops, partners.registry.schemas)."""
    cls = schema if isinstance(schema, type) else type(schema)
    service, *inside = cls.__module__.split(".")
    about = [part for part in inside if part != "schemas"] if service in PARTED else []
    package = about[0] if about else service
    return f"{SHOWN_AS.get(package, package)}.{cls.__name__}"


def _promise(route: Route, converted: Converted) -> Iterator[tuple[str, Any]]:
    call = code.calls(route.service).get(route.call) if route.service in code.SERVICES else None
    taken = call.request if call else None
    answered = call.view if call else None
    body, query = _split(route, taken)
    for part, shown in (("body", route.request or body), ("query", route.filters or query)):
        if shown and shown._declared_fields:
            yield part, converted.name(shown)
    row = _row(answered)
    if route.status != 204 and (shown := route.view or row or answered):
        yield "answer", converted.name(shown)
    if route.paged or (row and not route.view):
        yield "page", True


def _split(
    route: Route, taken: type[Schema] | None
) -> tuple[type[Schema] | None, type[Schema] | None]:
    """Body and query of a route: what its call takes, without what is in the path."""
    if taken is None:
        return None, None
    rest = {name for name in taken._declared_fields if name not in route.parameters}
    if not rest:
        return None, None
    left = without(taken, route.parameters)
    return (None, left) if route.method in ("GET", "DELETE") else (left, None)


@cache
def without(schema: type[Schema], names: tuple[str, ...]) -> type[Schema]:
    """The schema without some of its fields, under its own name; one class for each pair."""
    rest = {n: field for n, field in schema._declared_fields.items() if n not in names}
    if len(rest) == len(schema._declared_fields):
        return schema
    # Not a subclass, which would inherit what it is to be without. Its module names the component.
    return type(schema.__name__, (Command,), {"__module__": schema.__module__, **rest})


def _row(answered: type[Schema] | None) -> type[Schema] | None:
    """The view of the rows, where a call answers a page."""
    if answered is None or answered._declared_fields.keys() != {"rows", "next_cursor"}:
        return None
    rows = answered._declared_fields["rows"]
    assert isinstance(rows, fields.List) and isinstance(rows.inner, fields.Nested)
    return type(rows.inner.schema)
