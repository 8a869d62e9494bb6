"""What reaches a use case through an RPC or an event is typed: text where text belongs, and nothing
that the schema does not name. A hole in the gateway must not become a query of the database."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields

from tests.contract import code

ROOT = Path(__file__).parents[2]
OPERATORS: list[Any] = [{"$ne": None}, {"$where": "1"}, {"$in": [""]}, [{"$gt": ""}]]
OPEN = {
    ("ProposeEdit", "event"): "encoded to bytes, and read again as the event's handler reads it",
    ("RegisterPeople", "people"): "each row is loaded by RegisterPerson",
}
"""Fields of commands that take any JSON, and what becomes of it."""

RUNS_CODE = {"$where", "$function", "$accumulator", "mapReduce", "mapreduce", "$regex", "$expr"}
FREE_OF_INPUT = {"chassis/chassis/consumer/membership.py": {"$expr"}}
"""What MongoDB would run or match by pattern, and where it stands in an expression that holds
nothing of a caller's."""


def reachable(schema: type[Schema]) -> Iterator[type[Schema]]:
    """The schema and all that are nested in it."""
    yield schema
    for field in schema._declared_fields.values():
        while isinstance(field, fields.List):
            field = field.inner
        if isinstance(field, fields.Nested):
            yield from reachable(type(field.schema))


def commands() -> list[type[Schema]]:
    found = {
        schema
        for name in code.SERVICES
        for rpc in code.calls(name).values()
        if rpc.request
        for schema in reachable(rpc.request)
    }
    return sorted(found, key=_named)


def heard() -> list[type[Schema]]:
    """The schemas that handlers read the data of events with; the intake's checks by contract."""
    found = {
        schema
        for name in code.SERVICES
        for on in code.handlers(name).values()
        for one in on.schemas.values()
        if one.__name__ != "AnyData"
        for schema in reachable(one)
    }
    return sorted(found, key=_named)


def _named(schema: type[Schema]) -> str:
    return f"{schema.__module__}.{schema.__qualname__}"


def scalars(schema: type[Schema]) -> Iterator[tuple[str, bool]]:
    """The names of fields that hold a value or a list of values, and which of both."""
    for name, field in schema._declared_fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if (schema.__name__, name) in OPEN or isinstance(inner, fields.Nested):
            continue
        yield field.data_key or name, isinstance(field, fields.List)


@pytest.mark.parametrize("schema", [*commands(), *heard()], ids=_named)
def test_an_operator_is_no_value(schema: type[Schema]) -> None:
    for name, many in scalars(schema):
        for operator in OPERATORS:
            wrong = schema().validate({name: [operator] if many else operator}, partial=True)
            assert name in wrong, (name, operator)


@pytest.mark.parametrize("schema", commands(), ids=_named)
def test_a_command_takes_nothing_that_it_does_not_name(schema: type[Schema]) -> None:
    names = {"_id", "$set", "role", "actor", "__class__"} - set(schema._declared_fields)
    wrong = schema().validate(dict.fromkeys(names, "x"), partial=True)
    assert wrong.keys() >= names


def test_every_open_field_is_one() -> None:
    taken = {(s.__name__, name): f for s in commands() for name, f in s._declared_fields.items()}
    for place in OPEN:
        field = taken[place]
        inner = field.inner if isinstance(field, fields.List) else field
        assert type(inner) in (fields.Dict, fields.Raw)


def test_no_query_lets_the_database_run_code_or_match_what_a_caller_wrote() -> None:
    found = {}
    for folder in ("chassis/chassis", "gateway/gateway", *ROOT.glob("services/*/*")):
        for file in (ROOT / folder).rglob("*.py"):
            if "tests" not in file.parts:
                tree = ast.parse(file.read_text(encoding="utf-8"))
                text = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
                if used := RUNS_CODE & {one for one in text if isinstance(one, str)}:
                    found[str(file.relative_to(ROOT))] = used
    assert found == FREE_OF_INPUT
