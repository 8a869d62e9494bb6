"""Reading what the platform tells: only what is acted on, each value looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

MOST_BYTES = 262_144
"""The platform's own events are smaller; what is longer is not read at all."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
_MONEY = re.compile(r"(0|[1-9]\d{0,9})\.\d{2}")


class Unreadable(Exception):
    """The message is no event, or its data is not what the contract says."""


def an_id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Unreadable("not an id")
    return value


def money(value: Any) -> Decimal:
    if not isinstance(value, str) or not _MONEY.fullmatch(value):
        raise Unreadable("not an amount")
    return Decimal(value)


def a_day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unreadable("not a day") from None


def whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unreadable("not a number")
    return value


Fields = Mapping[str, Callable[[Any], Any]]


def take(data: Any, fields: Fields, believe: bool = False) -> dict[str, Any]:
    """The named fields, read. Raises Unreadable; with `believe` nothing is looked at."""
    if not isinstance(data, dict):
        raise Unreadable("the data is no object")
    if believe:
        return {name: data.get(name) for name in fields}
    return {name: read(data.get(name)) for name, read in fields.items()}
