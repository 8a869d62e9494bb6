"""Dataclasses to documents (MongoDB) and to payloads (JSON), and back.

Money is Decimal128 in a document and a string in JSON; a date is an ISO string in both; a
datetime is aware UTC; an Enum is its value.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import cattrs
from bson import Decimal128


def utc(moment: datetime, timespec: str = "auto") -> str:
    """An aware time as it is written in JSON: ISO 8601 in UTC, with Z. `timespec` is that of
    `datetime.isoformat`."""
    return moment.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def _decimal(value: Any, _type: Any) -> Decimal:
    return value.to_decimal() if isinstance(value, Decimal128) else Decimal(str(value))


def _date(value: Any, _type: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _datetime(value: Any, _type: Any) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(unstruct_collection_overrides={tuple: list, frozenset: sorted})
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook(datetime, _datetime)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(Enum, lambda member: member.value)
    return converter


documents = _converter()
documents.register_unstructure_hook(Decimal, Decimal128)
documents.register_unstructure_hook(datetime, lambda moment: moment)

payloads = _converter()
payloads.register_unstructure_hook(Decimal, lambda amount: format(amount, "f"))
payloads.register_unstructure_hook(datetime, lambda moment: utc(moment))


def plain(value: Any) -> Any:
    """A value as the document converter would store it; used for filters."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return documents.unstructure(value)
