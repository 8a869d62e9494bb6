"""What was in the public interface at 57c2fca is still so, but for what CHANGELOG.md says."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema

from gateway import openapi
from gateway.http.contract import REF
from gateway.routes import all_routes
from tests.contract import public

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BEFORE = json.loads((HERE / "openapi-57c2fca.json").read_text(encoding="utf-8"))
CHANGES: dict[str, str] = (
    yaml.safe_load((HERE / "openapi_changes.yaml").read_text(encoding="utf-8")) or {}
)
"""The beginning of a place in the document, or the name of a new service for what is named after
it, and the line of CHANGELOG.md that tells of it."""

UNORDERED = ("required", "enum", "type")
EVERY = "every service"
"""In place of a list of all services, which grows with each new one."""


def test_the_interface_changed_only_where_the_changelog_says() -> None:
    after = json.loads(json.dumps(openapi.build(all_routes())))
    changed = list(_changes(_resolved(BEFORE), _resolved(after), ""))
    assert [one for one in changed if not any(_tells(place, one) for place in CHANGES)] == []
    assert [place for place in CHANGES if not any(_tells(place, one) for one in changed)] == []


def test_every_change_is_in_the_changelog() -> None:
    told = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    assert [line for line in CHANGES.values() if line not in told] == []


def test_a_component_has_the_name_of_a_declared_schema_and_means_no_other() -> None:
    found: dict[str, Any] = {}
    contracts = public.all_contracts().values()
    declared = {public.name_of(one) for one in _declared(Schema)}
    for contract in contracts:
        for name, schema in json.loads(contract)["components"].items():
            assert name in declared
            assert found.setdefault(name, schema) == schema, name


def _declared(schema: type[Schema]) -> Iterator[type[Schema]]:
    """What is below a schema, but for what is made of others and stands in no module."""
    for child in schema.__subclasses__():
        if vars(sys.modules[child.__module__]).get(child.__name__) is child:
            yield child
        yield from _declared(child)


def _tells(place: str, changed: str) -> bool:
    if place.startswith("/"):
        return changed.startswith(place)
    return re.search(rf"/{place}([./]|$)", changed) is not None


def _resolved(document: dict[str, Any]) -> Any:
    """The document with schemas in the place of their names, which nobody sends or is sent."""
    schemas = document["components"]["schemas"]
    services = {tag["name"] for tag in document["tags"]} - {"ops"}

    def put_in(value: Any) -> Any:
        if isinstance(value, list):
            if all(isinstance(one, str) for one in value) and {*value} == services:
                return [EVERY]
            return [put_in(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        name = str(value.get("$ref", "")).removeprefix(REF)
        if name in schemas:
            return put_in(schemas[name])
        return {key: put_in(inner) for key, inner in value.items()}

    rest = {name: part for name, part in document["components"].items() if name != "schemas"}
    return put_in({**document, "components": rest})


def _grows(at: str) -> bool:
    """Whether more at this place is a new route, or follows from one."""
    return at == "/paths" or at.startswith("/components/") or at.endswith("/links")


def _changes(before: Any, after: Any, at: str) -> Iterator[str]:
    """The places that differ, as paths from the root."""
    if isinstance(before, dict) and isinstance(after, dict):
        more = set() if _grows(at) else after.keys()
        for name in sorted(before.keys() | more):
            yield from _changes(before.get(name), after.get(name), f"{at}/{name}")
    elif isinstance(before, list) and isinstance(after, list):
        if at == "/tags" or at.endswith("/parameters"):
            named = ({one["name"]: one for one in side} for side in (before, after))
            yield from _changes(*named, at)
        elif at.rpartition("/")[2] in UNORDERED or len(before) != len(after):
            if sorted(before, key=str) != sorted(after, key=str):
                yield at
        else:
            for number, pair in enumerate(zip(before, after, strict=True)):
                yield from _changes(*pair, f"{at}/{number}")
    elif before != after:
        yield at
