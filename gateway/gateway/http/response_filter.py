"""What leaves: only the fields that a view declares, whatever the service answered."""

from __future__ import annotations

from functools import cache
from typing import Any

from gateway.http import contract

Shape = dict[str, Any] | None
"""Field name to the shape below it; None takes the value as it is."""


@cache
def shape(name: str) -> dict[str, Shape]:
    """The declared fields of a component, nested ones included."""
    fields = contract.read().components[name].fields
    return {field: _below(schema) for field, schema in fields.items()}


def _below(schema: dict[str, Any]) -> Shape:
    while "items" in schema:
        schema = schema["items"]
    inside = contract.component(schema)
    return shape(inside.name) if inside else None


def select(answer: Any, wanted: Shape) -> Any:
    """The part of an answer that has the wanted shape; absent fields stay absent."""
    if wanted is None or answer is None:
        return answer
    if isinstance(answer, list):
        return [select(member, wanted) for member in answer]
    return {name: select(answer[name], below) for name, below in wanted.items() if name in answer}


def select_page(answer: dict[str, Any], wanted: Shape) -> dict[str, Any]:
    """A page's rows in the wanted shape, and where the next page starts."""
    return {"rows": select(answer["rows"], wanted), "next_cursor": answer["next_cursor"]}
