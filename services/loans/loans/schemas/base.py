"""The fields that the schemas of this service are made of."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from loans.domain.money import cents

MOST = Decimal("9999999999.99")
_MONEY = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
_RATE = re.compile(r"[01](\.\d{1,6})?", re.ASCII)


class Money(fields.Decimal):
    """Yuan: text with at most two decimals, since a JSON number may have been a float."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _MONEY.fullmatch(value):
            raise ValidationError("Not an amount: text with at most two decimals.")
        return cents(Decimal(value))


class Rate(fields.Decimal):
    """A part of one: "0.0345" is 3.45 % a year, "0.80" is 80 %."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _RATE.fullmatch(value):
            raise ValidationError("Not a fraction from 0 to 1 as text, like 0.0345.")
        return Decimal(value)


def _not_blank(value: str) -> None:
    if not value.strip():
        raise ValidationError("Must not be blank.")


def text(most: int, **options: Any) -> fields.String:
    options.setdefault("required", True)
    return fields.String(validate=[validate.Length(1, most), _not_blank], **options)


def optional(most: int) -> fields.String:
    return text(most, required=False, allow_none=True)


def ref(**options: Any) -> fields.String:
    return text(64, **options)


def whole(least: int, most: int, **options: Any) -> fields.Integer:
    options.setdefault("required", True)
    return fields.Integer(strict=True, validate=validate.Range(least, most), **options)


def day(**options: Any) -> fields.Date:
    options.setdefault("required", True)
    within = validate.Range(date(2000, 1, 1), date(2099, 12, 31))
    return fields.Date(format="%Y-%m-%d", validate=within, **options)


def money(least: str = "0.01", **options: Any) -> Money:
    options.setdefault("required", True)
    within = validate.Range(Decimal(least), MOST)
    return Money(as_string=True, validate=within, **options)


def share(**options: Any) -> Rate:
    """More than nothing, at most all."""
    within = validate.Range(Decimal(0), Decimal(1), min_inclusive=False)
    return Rate(as_string=True, validate=within, **options)


def one_of(*words: str, **options: Any) -> fields.String:
    options.setdefault("required", True)
    return fields.String(validate=validate.OneOf(words), **options)
