"""How MongoDB evaluates filters and sorts, for the store in memory.

tests/fault/test_store_contract.py compares it with a real database. It refuses what it cannot
imitate: a test must not pass because a filter means something else here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from bson import Decimal128

Document = dict[str, Any]
MISSING: Any = object()
NULL, EMPTY = (1, 0), (0, 0)
"""The order of null, and of the empty list, which MongoDB sorts before it."""


class NotImitated(NotImplementedError):
    """MongoDB may support this; the store in memory does not imitate it."""


def fits(document: Document, filter: Document) -> bool:
    """Whether a document fits a filter of field names, values and OPERATORS."""
    return all(_fits(document, name, wanted) for name, wanted in filter.items())


def sorting(field: str, descending: bool) -> Callable[[Document], Any]:
    """A key of documents: of a list counts its least value, or its greatest when descending."""

    def key(document: Document) -> Any:
        found = [EMPTY if value == [] else order(value) for value in _elements(document, field)]
        return (max if descending else min)(found)

    return key


def entries(document: Document, fields: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """The entries that a unique index over these fields has for a document: one for each value of a
    list; none when a field is missing."""
    found: set[tuple[Any, ...]] = {()}
    for field in fields:
        if not exists(document, field):
            return set()
        orders = [order(value) for value in _elements(document, field)]
        found = {(*entry, one) for entry in found for one in orders}
    return found


def number(document: Document, field: str) -> Decimal:
    """What a field contributes to a sum: 0 if it is not a number, or is in a list."""
    [value] = [*_values(document, field.split("."))] if exists(document, field) else [None]
    if isinstance(value, float):
        raise NotImitated("a sum of floats")
    if isinstance(value, Decimal128):
        return value.to_decimal()
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else Decimal(0)


def exists(document: Document, field: str) -> bool:
    return any(value is not MISSING for value in _values(document, field.split(".")))


def order(value: Any) -> Any:
    """The value as MongoDB orders it: first by kind, so that a text is never less than a number.
    What is missing counts as null."""
    match value:
        case None:
            return NULL
        case _ if value is MISSING:
            return NULL
        case bool():
            return (7, value)
        case int() | float():
            return (2, value)
        case Decimal128():
            return (2, value.to_decimal())
        case str():
            return (3, value)
        case list():
            return (5, tuple(order(one) for one in value))
        case bytes():
            return (6, len(value), value)
        case datetime():
            return (8, value)
    raise NotImitated(f"the order of a {type(value).__name__}")


def _fits(document: Document, field: str, wanted: Any) -> bool:
    if field.startswith("$"):
        raise NotImitated(field)
    if not isinstance(wanted, dict):
        return _equals(document, field, wanted)
    for name in wanted:
        if name not in OPERATORS:
            raise NotImitated(name if name.startswith("$") else "equality with a document")
    return all(OPERATORS[name](document, field, against) for name, against in wanted.items())


def _equals(document: Document, field: str, wanted: Any) -> bool:
    wanted_order = order(wanted)
    return any(order(one) == wanted_order for one in _candidates(document, field))


def _in(document: Document, field: str, wanted: Any) -> bool:
    return any(_equals(document, field, one) for one in wanted)


def _compares(by: Callable[[Any, Any], bool]) -> Callable[[Document, str, Any], bool]:
    def compare(document: Document, field: str, wanted: Any) -> bool:
        against = order(wanted)
        if isinstance(wanted, list):
            raise NotImitated("a comparison with a list")
        orders = [order(one) for one in _candidates(document, field)]
        # Only values of one kind compare.
        return any(one[0] == against[0] and by(one, against) for one in orders)

    return compare


OPERATORS: dict[str, Callable[[Document, str, Any], bool]] = {
    "$in": _in,
    "$nin": lambda document, field, wanted: not _in(document, field, wanted),
    "$ne": lambda document, field, wanted: not _equals(document, field, wanted),
    "$lt": _compares(operator.lt),
    "$lte": _compares(operator.le),
    "$gt": _compares(operator.gt),
    "$gte": _compares(operator.ge),
    "$exists": lambda document, field, wanted: exists(document, field) is bool(wanted),
}


def _candidates(document: Document, field: str) -> Iterator[Any]:
    """The values that a condition on a field examines: for a list, its elements and the list
    itself."""
    for value in _values(document, field.split(".")):
        if isinstance(value, list):
            yield from (one for one in value if not isinstance(one, dict))
            if any(isinstance(one, dict) for one in value):
                continue
        if not isinstance(value, dict):
            yield value


def _elements(document: Document, field: str) -> list[Any]:
    """The values that an index has of a field."""
    found: list[Any] = []
    for value in _values(document, field.split(".")):
        found += (value or [[]]) if isinstance(value, list) else [value]
    return found or [None]


def _values(value: Any, names: list[str]) -> Iterator[Any]:
    """The values at a dotted name, MISSING included; names lead through lists of documents."""
    if not names:
        yield value
    elif isinstance(value, list):
        if names[0].isdigit():
            raise NotImitated("a place in a list")
        for inner in value:
            if isinstance(inner, dict):
                yield from _values(inner, names)
    elif isinstance(value, dict) and names[0] in value:
        yield from _values(value[names[0]], names[1:])
    else:
        yield MISSING
