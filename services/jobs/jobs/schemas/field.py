"""The fields that the schemas are made of."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from marshmallow import ValidationError, fields, validate

WAGE_MOST = 9_999_999


def _not_blank(value: str) -> None:
    if not value.strip():
        raise ValidationError("Must not be blank.")


def _two_decimals(value: Any) -> None:
    if -value.as_tuple().exponent > 2:
        raise ValidationError("At most two decimals.")


def text(most: int, **options: Any) -> fields.String:
    """Text of 1 to `most` characters, not only blanks."""
    options.setdefault("required", True)
    return fields.String(validate=[validate.Length(1, most), _not_blank], **options)


def ref(**options: Any) -> fields.String:
    """An identifier that a service gave out."""
    return text(64, **options)


def division(**options: Any) -> fields.String:
    """A GB/T 2260 code; whether it is known, the domain says."""
    return text(6, **options)


def whole(least: int, most: int, **options: Any) -> fields.Integer:
    """A whole number, from a number only."""
    options.setdefault("required", True)
    return fields.Integer(strict=True, validate=validate.Range(least, most), **options)


def day(**options: Any) -> fields.Date:
    """A day of this century."""
    within = validate.Range(date(2000, 1, 1), date(2099, 12, 31))
    return fields.Date(required=True, validate=within, **options)


def wage() -> fields.Decimal:
    """CNY a month, with two decimals at most."""
    within = validate.Range(0, WAGE_MOST, min_inclusive=False)
    return fields.Decimal(required=True, as_string=True, validate=[within, _two_decimals])


def one_of(words: type[Enum], **options: Any) -> fields.String:
    """One of the values of an enumeration."""
    return fields.String(validate=validate.OneOf([word.value for word in words]), **options)
