"""Shapes for the fields of domain events, from which their JSON Schemas are made:

    amount: Annotated[Yuan, "CNY paid out"]
    course_title: Annotated[str, text(80), "Title of the course"]

The JSON Schema of an event is made of its class (`make contracts`): a text is what is said of the
field, a `Shape` holds JSON Schema keywords. Days, times, flags, enumerations, lists and classes
inside need no shape; a str, an int and a Decimal do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final

from chassis.ids import ID_PATTERN

KEY_GROUPS: Final = ("migrant", "laid_off", "hard_up")


@dataclass(frozen=True, eq=False)
class Shape:
    """JSON Schema keywords that bound a value. Shapes are equal only by identity, so that types
    made of them are hashable."""

    keywords: Mapping[str, Any]


def pattern(regex: str) -> Shape:
    """A text, or a number that travels as text, that matches an ECMA regular expression."""
    return Shape({"pattern": regex})


def text(maximum: int) -> Shape:
    """A text of 1 to `maximum` characters."""
    return Shape({"minLength": 1, "maxLength": maximum})


def one_of(words: type[Enum] | Iterable[str]) -> Shape:
    """One of a few words, where the class keeps a str."""
    return Shape({"enum": [word.value if isinstance(word, Enum) else word for word in words]})


def whole(minimum: int, maximum: int | None = None) -> Shape:
    """A whole number within bounds that belong to it."""
    bounds = {"minimum": minimum, "maximum": maximum}
    return Shape({name: bound for name, bound in bounds.items() if bound is not None})


def items(*, minimum: int | None = None, maximum: int | None = None) -> Shape:
    """How many a list may hold."""
    bounds = {"minItems": minimum, "maxItems": maximum}
    return Shape({name: bound for name, bound in bounds.items() if bound is not None})


Ref = Annotated[str, pattern(f"^{ID_PATTERN}$")]
"""An identifier that a service gave out."""
Region = Annotated[str, pattern(r"^[0-9]{6}$")]
"""A code of GB/T 2260."""
YunnanRegion = Annotated[str, pattern(r"^53[0-9]{4}$")]
"""A code of GB/T 2260 within the province."""
Yuan = Annotated[Decimal, pattern(r"^(0|[1-9]\d{0,9})\.\d{2}$")]
"""CNY with two decimals, not negative."""
Fraction = Annotated[Decimal, pattern(r"^[01](\.\d{1,6})?$")]
"""A part of one: 0.0345 is 3.45 %."""
KeyGroup = Annotated[str, one_of(KEY_GROUPS)]
"""A key group of the programme, as people tells it."""
