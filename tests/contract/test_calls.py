"""What a request may leave out its use case does without, and an id in a path is any id."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields
from marshmallow.validate import Length

from chassis.rpc.commands import Declared
from gateway import openapi
from gateway.http.route import Route
from gateway.routes import all_routes
from tests.contract import code

CALLS = {
    f"{service}.{name}": declared
    for service in code.SERVICES
    for name, declared in code.declared(service).items()
}
ASKING = [name for name, declared in CALLS.items() if declared.request]
DO_WITHOUT = {
    "gateway.add_partner": "what a partner is said to be goes to _new, which has defaults",
    "jobs.draft_fair": "papers become a Papers, whose fields have defaults",
    "jobs.publish_fair": "papers become a Papers, whose fields have defaults",
}
"""Calls whose use case takes fields by `**` and does not need each of them, and why."""

DOCUMENT = openapi.build(all_routes())
WORK = object()


@pytest.mark.parametrize("name", ASKING)
def test_a_use_case_does_without_what_its_request_may_leave_out(name: str) -> None:
    declared = CALLS[name]
    assert declared.request is not None
    whole = _whole(declared.request)
    for left_out in _left_out(declared.request):
        body = {key: value for key, value in whole.items() if key not in left_out}
        command = declared.request().load(body)
        _must_take(declared, command)
        if _takes_anything(declared) and name not in DO_WITHOUT:
            assert command.keys() == declared.request().load(whole).keys(), left_out


@pytest.mark.parametrize("name", [name for name in CALLS if name not in ASKING])
def test_a_use_case_without_a_request_needs_none(name: str) -> None:
    _must_take(CALLS[name], {})


def test_what_does_without_fields_by_stars_takes_fields_by_stars() -> None:
    assert [name for name in DO_WITHOUT if not _takes_anything(CALLS[name])] == []


def _paths() -> Iterator[Any]:
    """Each parameter of a path, with the schema that the public document has for it; but for those
    of routes that are documented to call a parameter invalid."""
    for route in all_routes():
        if route.service not in code.SERVICES or route.call not in code.calls(route.service):
            continue  # the gateway answers it, by asking several services
        if "invalid" in route.refuses:
            continue
        shown = DOCUMENT["paths"][route.path][route.method.lower()]["parameters"]
        for one in shown:
            if one.get("in") == "path":
                yield pytest.param(
                    route, one["name"], one["schema"], id=f"{route.name} {one['name']}"
                )


@pytest.mark.parametrize(("route", "name", "shown"), list(_paths()))
@given(data=st.data())
@settings(deadline=None, max_examples=20)
def test_a_service_takes_whatever_the_document_takes_in_a_path(
    route: Route, name: str, shown: dict[str, Any], data: st.DataObject
) -> None:
    taken = code.calls(route.service)[route.call].request
    assert taken is not None
    taken().fields[name].deserialize(data.draw(_values(shown)))


@pytest.mark.parametrize(
    ("route", "name", "shown"), [one for one in _paths() if "enum" in one.values[2]]
)
def test_the_choices_of_a_path_are_all_that_its_service_knows(
    route: Route, name: str, shown: dict[str, Any]
) -> None:
    taken = code.calls(route.service)[route.call].request
    assert taken is not None
    field = taken().fields[name]
    assert isinstance(field, fields.Enum)
    assert sorted(shown["enum"]) == sorted(member.value for member in field.enum)


def _values(shown: dict[str, Any]) -> st.SearchStrategy[str]:
    if "enum" in shown:
        return st.sampled_from(shown["enum"])
    return st.from_regex(shown["pattern"].replace("$", r"\Z"), fullmatch=True)


def _must_take(declared: Declared, command: dict[str, Any]) -> None:
    """Raises TypeError where a use case of the call cannot be called with what was loaded."""
    handed = dict.fromkeys(declared.given)
    inspect.signature(declared.usecase).bind(WORK, **command, **handed)
    if isinstance(declared.together, str):
        assert declared.together in command
    elif declared.together is not None:
        inspect.signature(declared.together).bind(WORK, **command)


def _takes_anything(declared: Declared) -> bool:
    parameters = inspect.signature(declared.usecase).parameters.values()
    return any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)


def _left_out(request: type[Schema]) -> list[set[str]]:
    """Nothing, each field that need not be there, and all of them."""
    optional = [_key(name, f) for name, f in request._declared_fields.items() if not f.required]
    return [set(), *({key} for key in optional), set(optional)]


def _whole(request: type[Schema]) -> dict[str, Any]:
    """A body with all fields, made of their examples."""
    return {_key(name, field): _example(field) for name, field in request._declared_fields.items()}


def _key(name: str, field: fields.Field[Any]) -> str:
    return field.data_key or name


def _example(field: fields.Field[Any]) -> Any:
    if "example" in field.metadata:
        return field.metadata["example"]
    if isinstance(field, fields.List):
        least = [rule.min or 0 for rule in field.validators if isinstance(rule, Length)]
        return [_example(field.inner)] * max(1, *least)
    assert isinstance(field, fields.Nested), f"{field.name}: a field needs an example"
    return _whole(type(field.schema))
