"""The JSON Schemas of our own events, made of their classes.

What a field is comes from its type and its `Annotated` shapes (chassis.payload), what is said of an
event from the docstring of its class. The first field is the subject. A field with a default came
later than the events that lie in archives: it may be missing.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from chassis import cloudevents
from chassis.domain import DomainEvent
from chassis.payload import Shape
from tests.contract import code, contracts

Schema = dict[str, Any]

PLAIN: dict[type, Schema] = {
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
BOUND: dict[type, Schema] = {
    int: {"type": "integer"},
    str: {"type": "string"},
    Decimal: {"type": "string"},
}


def all_schemas() -> dict[Path, str]:
    """Path to text of each schema."""
    return {
        contracts.EVENTS / name / f"{type}{contracts.SUFFIX}": json.dumps(
            schema(name, cls), ensure_ascii=False, indent=2
        )
        + "\n"
        for name in code.PRODUCERS
        for type, cls in code.events(name).items()
    }


def schema(service: str, event: type[DomainEvent]) -> Schema:
    """The whole contract of an event."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{cloudevents.SCHEMA_BASE}/{service}/{event.type}{contracts.SUFFIX}",
        "title": event.type,
        "description": _about(event),
        "x-subject": next(field.name for field in dataclasses.fields(event)),
        **_object(event),
    }


def _about(event: type[DomainEvent]) -> str:
    """The docstring. A dataclass without one is given its signature, which describes nothing."""
    text = vars(event).get("__doc__")
    if text is None or text.startswith(f"{event.__name__}("):
        raise ValueError(
            f"{event.__module__}.{event.__name__}: an event's docstring says what it is"
        )
    return " ".join(text.split())


def _object(cls: type) -> Schema:
    said = get_type_hints(cls, include_extras=True)
    fields = dataclasses.fields(cls)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if _has_no_default(field)],
        "properties": {
            field.name: _described(f"{cls.__name__}.{field.name}", said[field.name])
            for field in fields
        },
    }


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is field.default_factory is dataclasses.MISSING


def _described(place: str, hint: Any) -> Schema:
    """A field's schema, which begins with the last text that is said of it."""
    texts = [said for said in getattr(hint, "__metadata__", ()) if isinstance(said, str)]
    if not texts:
        raise ValueError(f"{place}: Annotated[..., 'what it is'] is missing")
    return {"description": texts[-1], **_value(place, hint)}


def _value(place: str, hint: Any, bounds: Schema | None = None) -> Schema:
    bounds = dict(bounds or {})
    if get_origin(hint) is Annotated:
        hint, *said = get_args(hint)
        for shape in said:
            bounds |= shape.keywords if isinstance(shape, Shape) else {}
    return _shaped(place, hint, bounds)


def _shaped(place: str, kind: Any, bounds: Schema) -> Schema:
    if get_origin(kind) in (Union, UnionType):
        [inner] = [option for option in get_args(kind) if option is not NoneType]
        found = _value(place, inner, bounds)
        return found | {"type": [found["type"], "null"]}
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        each = _value(place, inner)
        unique = {"uniqueItems": True} if each["type"] != "object" else {}
        return {"type": "array", **unique, **bounds, "items": each}
    if kind in PLAIN:
        return PLAIN[kind]
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if dataclasses.is_dataclass(kind):
        return _object(kind)
    if kind not in BOUND or not bounds:
        raise ValueError(f"{place}: {kind.__name__} needs a shape of chassis.payload")
    return BOUND[kind] | bounds
