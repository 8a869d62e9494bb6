"""How our schema fields look in OpenAPI, and an example made of the fields' examples."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields
from marshmallow.validate import Length

from gateway.schemas.base import (
    DAY_PATTERN,
    NO_BLANK_PATTERN,
    NO_CONTROL_PATTERN,
    Body,
    Query,
)

SHOWN_PATTERN = r"^-?\d{1,12}(\.\d{1,8})?$"


def name_of(schema: Any) -> str:
    """`jobs.FairView`: the module's name keeps equal names of two services apart."""
    cls = schema if isinstance(schema, type) else type(schema)
    return f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}"


class SchemaPlugin(MarshmallowPlugin):
    """marshmallow to JSON Schema, with text for money and `examples` as 3.1 has them."""

    def __init__(self, name: Callable[[Any], str] = name_of) -> None:
        super().__init__(schema_name_resolver=name)

    def init_spec(self, spec: Any) -> None:
        super().init_spec(spec)
        converter: Any = self.converter
        converter.field_mapping[fields.Decimal] = ("string", "decimal")
        converter.add_attribute_function(_example)
        converter.add_attribute_function(_portable)


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
    return isinstance(field, Body | Query)


def example(schema: type[Schema], *, required_only: bool = False) -> dict[str, Any]:
    """The object made of all fields' examples."""
    return {
        field.data_key or name: _of(field, required_only)
        for name, field in schema._declared_fields.items()
        if field.required or not required_only
    }


def _fewest(field: fields.List[Any]) -> int:
    lengths = [rule for rule in field.validators if isinstance(rule, Length)]
    return max([1, *(rule.equal or rule.min or 1 for rule in lengths)])


def _of(field: Any, required_only: bool) -> Any:
    if "example" in field.metadata:
        return field.metadata["example"]
    if isinstance(field, fields.List):
        return [_of(field.inner, required_only)] * _fewest(field)
    if isinstance(field, fields.Nested):
        return example(type(field.schema), required_only=required_only)
    raise ValueError(f"{field.name}: a field needs an example")
