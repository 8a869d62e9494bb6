"""What leaves: only the fields that a view declares, whatever the service answered."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import Schema, fields

Shape = dict[str, Any] | None
"""Field name to the shape below it; None takes the value as it is."""


@cache
def shape(view: type[Schema]) -> dict[str, Shape]:
    """The declared fields of a view, nested ones included."""
    return {field.data_key or name: _below(field) for name, field in view._declared_fields.items()}


def _below(field: fields.Field[Any]) -> Shape:
    while isinstance(field, fields.List):
        field = field.inner
    return shape(type(field.schema)) if isinstance(field, fields.Nested) else None


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
