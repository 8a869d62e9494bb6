"""Schemas that every service needs."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from chassis.work import PAGE_MOST


class Paging(Schema):
    """The part of a list request that says which page; mix it in."""

    cursor = fields.String(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=Range(1, PAGE_MOST))


@cache
def page_of(view: type[Schema]) -> type[Schema]:
    """The view of a `Page` of things that `view` dumps; one class for each view."""
    page: dict[str, fields.Field[Any]] = {
        "rows": fields.List(fields.Nested(view)),
        "next_cursor": fields.String(allow_none=True),
    }
    return Schema.from_dict(page, name=f"{view.__name__}Page")


class PersonRef(Schema):
    """Names one person."""

    person_id = fields.String(required=True, validate=Length(1, 64))
