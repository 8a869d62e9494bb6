"""What each route takes and answers, according to its service's contract.

`make contracts` writes `contracts/<service>.json` in this package from the marshmallow schemas of
the services: for each route the names of its body, query and answer, and the JSON Schemas behind
the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

FOLDER = "contracts"
REF = "#/components/schemas/"
Schema = dict[str, Any]


@dataclass(frozen=True)
class Component:
    """A named JSON Schema of an object."""

    name: str
    schema: Schema

    @property
    def fields(self) -> dict[str, Schema]:
        """The schema of each field."""
        found: dict[str, Schema] = self.schema.get("properties", {})
        return found

    @property
    def required(self) -> list[str]:
        """The names of the fields that must be there."""
        return list(self.schema.get("required", ()))

    @property
    def ref(self) -> dict[str, str]:
        return {"$ref": REF + self.name}

    @property
    def example(self) -> dict[str, Any]:
        """The object made of all fields' examples."""
        return example_of(self)


@dataclass(frozen=True)
class Promise:
    """What one route takes and answers; `page` says that the answer is a page of rows."""

    body: Component | None = None
    query: Component | None = None
    answer: Component | None = None
    page: bool = False


class Contracts:
    """The promises by route (`GET /v1/loans`), the components by name (`loans.LoanView`), and what
    is said of a text that does not fit a pattern, by pattern."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self.components = {
            name: Component(name, schema)
            for document in documents.values()
            for name, schema in document["components"].items()
        }
        self.promises = {
            route: Promise(page=said.get("page", False), **self._named(said))
            for document in documents.values()
            for route, said in document["routes"].items()
        }
        self.reasons: dict[str, str] = {
            pattern: reason
            for document in documents.values()
            for pattern, reason in document["reasons"].items()
        }

    def _named(self, said: Mapping[str, Any]) -> dict[str, Component]:
        parts = ("body", "query", "answer")
        return {part: self.components[said[part]] for part in parts if part in said}


@cache
def read() -> Contracts:
    """The packaged contracts."""
    folder = files("gateway").joinpath(FOLDER)
    return Contracts({file.name: orjson.loads(file.read_bytes()) for file in folder.iterdir()})


def component(schema: Schema) -> Component | None:
    """The component that a schema refers to, also where it may be null instead."""
    for option in (schema, *schema.get("anyOf", ())):
        if "$ref" in option:
            return read().components[option["$ref"].removeprefix(REF)]
    return None


def example_of(whole: Component, *, required_only: bool = False) -> dict[str, Any]:
    """The object made of the examples of all fields, or of the required ones."""
    return {
        name: _example(name, field, required_only)
        for name, field in whole.fields.items()
        if name in whole.required or not required_only
    }


def _example(name: str, field: Schema, required_only: bool) -> Any:
    if "examples" in field:
        return field["examples"][0]
    if "items" in field:
        inner = _example(name, field["items"], required_only)
        return [inner] * max(1, field.get("minItems", 1))
    inside = component(field)
    if inside is None:
        raise ValueError(f"{name}: a field needs an example")
    return example_of(inside, required_only=required_only)


def reachable(start: Component) -> dict[str, Schema]:
    """The schemas of a component and of all that it refers to, by name."""
    found: dict[str, Schema] = {}
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if one.name not in found:
            found[one.name] = one.schema
            waiting += [read().components[name] for name in _named_in(one.schema)]
    return found


def _named_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix(REF)
        for inner in schema.values():
            yield from _named_in(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _named_in(inner)
