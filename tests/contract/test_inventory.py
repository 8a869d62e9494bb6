"""Whatever is kept of a person is in the table of its service, so that it is shown and let go."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from chassis.domain.repositories import _Declared
from tests.contract import code

# The person itself: it is opened for an export and removed by the use case of erasure.
BY_HAND = {("people", "people")}


@pytest.mark.parametrize("name", code.SERVICES)
def test_everything_with_a_person_id_is_in_the_table_of_holdings(name: str) -> None:
    service = code.service(name)
    kept = {
        attribute: declared.mapping
        for attribute, declared in inspect.getmembers(service.work)
        if isinstance(declared, _Declared)
    }
    of_people = {
        attribute
        for attribute, one in kept.items()
        if "person_id" in {field.name for field in dataclasses.fields(one.cls)}
    }
    listed = {holding.store for holding in service.inventory}
    assert {one for one in of_people - listed if (name, one) not in BY_HAND} == set()
    assert listed <= kept.keys()


@pytest.mark.parametrize("name", code.SERVICES)
def test_a_holding_says_where_its_rule_comes_from(name: str) -> None:
    for holding in code.service(name).inventory:
        assert holding.source
        assert holding.what


@pytest.mark.parametrize("name", code.SERVICES)
def test_what_an_export_looks_for_is_indexed(name: str) -> None:
    work = code.service(name).work
    for holding in code.service(name).inventory:
        kept = getattr(work, holding.store).mapping
        leading = {kept.key, *(index[0] for index in (*kept.indexes, *kept.unique))}
        assert holding.by in leading, f"{holding.store} is searched by {holding.by}"
