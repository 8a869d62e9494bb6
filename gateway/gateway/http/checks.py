"""Checks of bodies and queries, compiled once from the JSON Schemas of the contracts.

Each error names its field and says the reason in the words of `refusals/reasons.yaml`, which holds
them in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from chassis.fields import NO_BLANK_PATTERN, NO_CONTROL_PATTERN
from gateway.http.contract import REF, Component, Schema, reachable, read

Errors = dict[str, list[str]]
WHOLE = "_schema"
"""The name of an object itself among its fields."""

TYPES = {
    "string": "Not a valid string.",
    "integer": "Not a valid integer.",
    "number": "Not a valid number.",
    "boolean": "Not a valid boolean.",
    "array": "Not a valid list.",
    "object": "Invalid input type.",
}
FORMATS = {
    "decimal": "Not a valid number.",
    "date": "Not a valid date.",
    "date-time": "Not a valid aware datetime.",
    "email": "Not a valid email address.",
}


class Check:
    """Checks documents against one component."""

    def __init__(self, component: Component) -> None:
        self._document: Schema = {
            "$ref": REF + component.name,
            "components": {"schemas": reachable(component)},
        }
        self._validator = jsonschema_rs.validator_for(self._document, validate_formats=True)

    def errors(self, document: Any) -> Errors:
        """Reasons by the dotted name of the field; empty where the document fits."""
        if self._validator.is_valid(document):
            return {}
        found: Errors = {}
        for error in self._validator.iter_errors(document):
            for field, reason in self._told(error):
                reasons = found.setdefault(field, [])
                if reason not in reasons:
                    reasons.append(reason)
        return found

    def _told(self, error: Any) -> Iterator[tuple[str, str]]:
        at = [str(step) for step in error.instance_path]
        match error.kind.name:
            case "required":
                yield _name([*at, error.kind.property]), "Missing data for required field."
            case "additionalProperties":
                for name in error.kind.unexpected:
                    yield _name([*at, name]), "Unknown field."
            case "anyOf":
                # One of a schema and null: what is not null was meant to be the other.
                for inner in error.kind.context[0]:
                    yield from self._told(inner)
            case _:
                yield _name(at), _reason(error, self._field(error))

    def _field(self, error: Any) -> Schema:
        """The schema of the field with the error."""
        found: Any = self._document
        for step in error.schema_path[:-1]:
            found = found[step]
        return dict(found)


@cache
def of(name: str) -> Check:
    """The check of a component by its name."""
    return Check(read().components[name])


def _name(path: list[str]) -> str:
    return ".".join(path) or WHOLE


def _reason(error: Any, field: Schema) -> str:
    keyword, value, given = error.kind.name, error.kind.value, error.instance
    if given is None:
        return "Field may not be null."
    if keyword in ("type", "format") or (keyword == "pattern" and not isinstance(given, str)):
        return FORMATS.get(field.get("format", ""), "") or TYPES[_main_type(field)]
    if keyword == "pattern":
        return _pattern(value, given, field)
    if keyword == "enum":
        return f"Must be one of: {', '.join(str(one) for one in value if one is not None)}."
    return (
        _bound(field, "Length", ("minLength", "maxLength"), keyword)
        or _bound(field, "Length", ("minItems", "maxItems"), keyword)
        or _range(field)
    )


def _main_type(field: Schema) -> str:
    types = field.get("type", "object")
    return types if isinstance(types, str) else next(one for one in types if one != "null")


def _pattern(pattern: str, given: str, field: Schema) -> str:
    if pattern == NO_BLANK_PATTERN:
        clean = re.fullmatch(NO_CONTROL_PATTERN, given)
        return "Must not be blank." if clean else "Control characters."
    if pattern in read().reasons:
        return read().reasons[pattern]
    return FORMATS.get(field.get("format", ""), "Not a valid string.")


def _bound(field: Schema, what: str, names: tuple[str, str], keyword: str) -> str | None:
    if keyword not in names:
        return None
    least, most = (field.get(name) for name in names)
    if least is not None and most is not None:
        return f"{what} must be between {least} and {most}."
    return (
        f"Shorter than minimum length {least}."
        if most is None
        else f"Longer than maximum length {most}."
    )


def _range(field: Schema) -> str:
    least, most = field.get("minimum"), field.get("maximum")
    lower = f"greater than or equal to {least}" if least is not None else ""
    upper = f"less than or equal to {most}" if most is not None else ""
    return f"Must be {' and '.join(part for part in (lower, upper) if part)}."
