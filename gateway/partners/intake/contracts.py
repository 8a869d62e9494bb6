"""The event types that partners may send, and a compiled checker for the data of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import fastjsonschema
import orjson
from fastjsonschema import JsonSchemaValueException

Errors = dict[str, list[str]]
SUFFIX, EXAMPLE_SUFFIX = ".schema.json", ".example.json"


@dataclass(frozen=True)
class Contract:
    """One type: its schema's URI, the field that names its subject, and its checker."""

    type: str
    uri: str
    subject: str
    validate: Callable[[Any], Any]

    def errors(self, data: Any) -> Errors:
        """The first thing wrong with the data, by field; empty when it fits."""
        try:
            self.validate(data)
        except JsonSchemaValueException as wrong:
            return _explain(wrong)
        return {}


@cache
def read() -> dict[str, Contract]:
    """The packaged contracts by type."""
    found = {}
    for file in _folder().iterdir():
        if file.name.endswith(SUFFIX):
            schema = orjson.loads(file.read_bytes())
            type = file.name.removesuffix(SUFFIX)
            check = fastjsonschema.compile(schema, formats={"date": _is_day}, use_default=False)
            found[type] = Contract(type, schema["$id"], schema["x-subject"], check)
    return dict(sorted(found.items()))


def document(name: str) -> Any:
    """A packaged schema or example, by type and suffix. Raises FileNotFoundError."""
    return orjson.loads(_folder().joinpath(name).read_bytes())


def _folder() -> Traversable:
    return files("partners").joinpath("contracts")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _explain(wrong: JsonSchemaValueException) -> Errors:
    at = ".".join(str(step) for step in wrong.path)
    if wrong.rule == "required":
        missing = [name for name in wrong.rule_definition if name not in wrong.value]
        return {f"{at}.{name}": ["Missing data for required field."] for name in missing}
    if wrong.rule == "additionalProperties":
        unknown = sorted(wrong.value.keys() - wrong.definition["properties"].keys())
        return {f"{at}.{name[:64]}": ["Unknown field."] for name in unknown[:10]}
    return {at: [_REASONS.get(str(wrong.rule), "Not valid.").format(wrong.rule_definition)]}


_REASONS = {
    "type": "Not of type {0}.",
    "format": "Not a valid {0}.",
    "pattern": "Does not match the pattern {0}.",
    "enum": "Must be one of: {0}.",
    "minimum": "Must be greater than or equal to {0}.",
    "maximum": "Must be less than or equal to {0}.",
    "minItems": "Shorter than minimum length {0}.",
    "maxItems": "Longer than maximum length {0}.",
    "minLength": "Shorter than minimum length {0}.",
    "maxLength": "Longer than maximum length {0}.",
    "uniqueItems": "Repeated.",
}
