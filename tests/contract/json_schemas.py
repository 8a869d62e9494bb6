"""How the marshmallow schemas look as JSON Schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields
from marshmallow.validate import Regexp

from chassis.fields import DAY_PATTERN, NO_BLANK_PATTERN, NO_CONTROL_PATTERN, Command

SHOWN_PATTERN = r"^-?\d{1,12}(\.\d{1,8})?$"


class SchemaPlugin(MarshmallowPlugin):
    """marshmallow to JSON Schema, with text for money and `examples` as 3.1 has them."""

    def __init__(self, name: Callable[[Any], str]) -> None:
        super().__init__(schema_name_resolver=name)

    def init_spec(self, spec: Any) -> None:
        super().init_spec(spec)
        converter: Any = self.converter
        converter.field_mapping[fields.Decimal] = ("string", "decimal")
        converter.add_attribute_function(_without_default)
        converter.add_attribute_function(_example)
        converter.add_attribute_function(_portable)


def _without_default(
    self: Any, field: fields.Field[Any], ret: dict[str, Any], **_: Any
) -> dict[str, Any]:
    """What a use case takes for a field that is left out is its own business."""
    ret.pop("default", None)
    return {}


def _example(self: Any, field: fields.Field[Any], ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    ret.pop("example", None)
    if "example" not in field.metadata:
        return {}
    return {"examples": [field.metadata["example"]]}


def _portable(self: Any, field: fields.Field[Any], ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Patterns as every regex dialect reads them, and money as the text that it is."""
    if any(isinstance(getattr(rule, "choices", None), Set) for rule in field.validators):
        ret["enum"] = sorted(ret["enum"], key=str)
    incoming = _is_incoming(field)
    if isinstance(field, fields.Decimal | fields.Date):
        for bound in [name for name in ret if name.lower().endswith(("minimum", "maximum"))]:
            del ret[bound]
    if isinstance(field, fields.Decimal):
        own = getattr(field, "pattern", SHOWN_PATTERN)
        return {"pattern": own if incoming else SHOWN_PATTERN}
    if isinstance(field, fields.Date) and incoming:
        return {"pattern": DAY_PATTERN}
    if ret.get("pattern") == NO_CONTROL_PATTERN:
        del ret["pattern"]
        return {"pattern": NO_BLANK_PATTERN} if incoming and ret.get("minLength") else {}
    if "pattern" in ret:
        return {"pattern": ret["pattern"].replace(r"\Z", "$")}
    return {}


def _is_incoming(field: Any) -> bool:
    """Whether callers send it: what leaves is not held to the rules of what comes in."""
    while isinstance(field, fields.Field):
        field = field.parent
    return isinstance(field, Command)


def reasons(schema: type[Schema]) -> Iterator[tuple[str, str]]:
    """What is said of a text that does not fit a pattern, by pattern, for all fields below."""
    for field in _fields(schema):
        for rule in field.validators:
            if isinstance(rule, Regexp):
                yield rule.regex.pattern.replace(r"\Z", "$"), str(rule.error)


def _fields(schema: type[Schema]) -> Iterator[fields.Field[Any]]:
    for field in schema._declared_fields.values():
        while isinstance(field, fields.List):
            yield field
            field = field.inner
        if isinstance(field, fields.Nested):
            yield from _fields(type(field.schema))
        yield field
