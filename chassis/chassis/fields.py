"""The field vocabulary of every schema: bounds, examples and descriptions.

A service's schemas are made of these fields. They check what the service is sent, and the contract
that is generated from them (contracts/rpc) is what the gateway checks, documents and shows. Each
field may have an `example` and a `description`; a field that the public interface shows needs the
example, because the documents and the generated tests are made of them.

Fields are required unless `required=False`; a field that may be null says `allow_none=True`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from chassis.domain.regions import COUNTIES, REGIONS
from chassis.domain.unit_of_work import PAGE_MOST
from chassis.ids import ID_PATTERN

AN_ID: Final = "0190f2a4-7c1b-7d3e-8f00-000000000001"
REGION_PATTERN: Final = r"^\d{6}\Z"
# A text has something in it besides blanks; the same as one pattern, for contracts.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
NO_CONTROL_PATTERN: Final = rf"^[^{_CONTROL}]*\Z"
NO_BLANK_PATTERN: Final = rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"
DAY_PATTERN: Final = r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
CENT: Final = Decimal("0.01")
Rule = Callable[[Any], Any]

_ID = validate.Regexp(re.compile(rf"^{ID_PATTERN}\Z"), error="Not a valid identifier.")
# A row's id, with the name of its service before it in lists over several.
_CURSOR = validate.Regexp(re.compile(rf"^([a-z]+:)?{ID_PATTERN}\Z"), error="Not a cursor.")
REGION = validate.Regexp(re.compile(REGION_PATTERN, re.ASCII), error="Not a six-digit region code.")
_KEY_CURSOR = validate.Regexp(
    re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.:|\-]{0,249}\Z"), error="Not a cursor."
)
_NO_CONTROL = validate.Regexp(re.compile(NO_CONTROL_PATTERN), error="Control characters.")
_TIME_OF_DAY = validate.Regexp(
    re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?\Z"),
    error="Not a time of day (HH:MM).",
)
_THIS_CENTURY = validate.Range(date(2000, 1, 1), date(2099, 12, 31))
YEARS: Final = (2000, 2099)

NOT_NEGATIVE: Final = r"(0|[1-9]\d{0,9})(\.\d{1,2})?"
POSITIVE: Final = r"(0\.(0[1-9]|[1-9]\d?)|[1-9]\d{0,{digits}}(\.\d{1,2})?)"
UP_TO_ONE: Final = r"(0(\.\d{1,6})?|1(\.0{1,6})?)"
_DECIMAL_TEXT = re.compile(r"(0|[1-9]\d{0,11})(\.\d{1,8})?", re.ASCII)


def _options(example: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Required unless said otherwise; `description=` and `example=` become metadata."""
    options.setdefault("required", True)
    metadata = {"description": options.pop("description", None), "example": example}
    options["metadata"] = {key: value for key, value in metadata.items() if value is not None}
    return options


class Command(Schema):
    """What a caller sends: an unknown field is refused, so nothing can be assigned on the side."""

    class Meta:
        unknown = RAISE


class View(Schema):
    """What a caller is shown: declared fields only."""


def text(
    maximum: int = 200, *, minimum: int = 1, example: str | None = None, **options: Any
) -> fields.String:
    """Free text of `minimum` to `maximum` characters, without control characters and not blank."""
    rules: list[Any] = [validate.Length(minimum, maximum), _NO_CONTROL, _not_blank]
    return fields.String(validate=rules, **_options(example, options))


def ref(*, example: str = AN_ID, **options: Any) -> fields.String:
    """An identifier that a service gave out."""
    return fields.String(validate=_ID, **_options(example, options))


def key_cursor(*, example: str) -> fields.String:
    """The cursor of a list whose rows have a key of several parts, which no identifier is."""
    return fields.String(validate=_KEY_CURSOR, **_options(example, {"required": False}))


def region(*, example: str = "530102", rules: Sequence[Rule] = (), **options: Any) -> fields.String:
    """A six-digit GB/T 2260 code: county, prefecture or province. `rules` are the service's own,
    such as which codes there are; the contract does not tell them."""
    return fields.String(validate=[REGION, *rules], **_options(example, options))


def is_region(code: str) -> None:
    """A rule of `region`: a county, a prefecture or the province."""
    if code not in REGIONS:
        raise ValidationError("Not a region of Yunnan.")


def is_county(code: str) -> None:
    """A rule of `region`: a county only."""
    if code not in COUNTIES:
        raise ValidationError("Not a county of Yunnan.")


def choice(
    values: Sequence[str] | type[Enum], *, example: str | None = None, **options: Any
) -> fields.Field[Any]:
    """One of a closed list of words; of an Enum its values, which load to its members."""
    if isinstance(values, type):
        words = [str(member.value) for member in values]
        loaded = _options(example or words[0], options)
        return fields.Enum(values, by_value=fields.String, **loaded)
    return fields.String(validate=validate.OneOf(values), **_options(example or values[0], options))


def whole(
    minimum: int = 0, maximum: int = 1_000_000_000, *, example: int | None = None, **options: Any
) -> fields.Integer:
    """A whole number within bounds; text and fractions are refused."""
    rule = validate.Range(minimum, maximum)
    return fields.Integer(strict=True, validate=rule, **_options(example, options))


def year(*, example: int = 2025, **options: Any) -> fields.Integer:
    """A calendar year of this century."""
    return whole(*YEARS, example=example, **options)


def money(digits: int = 10, *, example: str = "200000.00", **options: Any) -> Money:
    """Yuan as text with at most two decimals, more than nothing and below 10 ** digits."""
    pattern = POSITIVE.replace("{digits}", str(digits - 1))
    rule = validate.And(
        validate.Range(min=0, min_inclusive=False),
        validate.Range(max=10**digits - CENT),
    )
    return Money(pattern, as_string=True, validate=rule, **_options(example, options))


def part_of_money(*, example: str | None = None, **options: Any) -> Money:
    """Yuan as text with at most two decimals, which may be nothing."""
    rule = validate.Range(0, 10**10 - CENT)
    return Money(NOT_NEGATIVE, as_string=True, validate=rule, **_options(example, options))


def rate(*, example: str = "0.0360", least: str | None = None, **options: Any) -> DecimalText:
    """A share between 0 and 1 as text: a yearly rate of 3.6 % is "0.0360". `least` is a share that
    it must exceed."""
    rules: list[Any] = [validate.Range(0, 1), _six_decimals]
    if least is not None:
        rules.append(validate.Range(min=Decimal(least), min_inclusive=False))
    return DecimalText(UP_TO_ONE, as_string=True, validate=rules, **_options(example, options))


def day(*, example: str = "2025-03-08", **options: Any) -> fields.Date:
    """A calendar day of this century, YYYY-MM-DD."""
    return fields.Date(format="%Y-%m-%d", validate=_THIS_CENTURY, **_options(example, options))


def time_of_day(*, example: str = "09:00", **options: Any) -> fields.String:
    """A time of day as text, HH:MM or HH:MM:SS; the description says of which zone."""
    return fields.String(validate=_TIME_OF_DAY, **_options(example, options))


def moment(*, example: str = "2025-03-08T01:30:00Z", **options: Any) -> fields.AwareDateTime:
    """A point in time with its offset; UTC in answers."""
    return fields.AwareDateTime(**_options(example, options))


def flag(*, example: bool = True, **options: Any) -> fields.Boolean:
    """JSON true or false, nothing that merely looks like it."""
    return StrictBoolean(**_options(example, options))


def part(schema: type[Schema], **options: Any) -> fields.Nested:
    """An object inside; its example is made of its fields' examples."""
    return fields.Nested(schema, **_options(None, options))


def many(
    inner: fields.Field[Any], maximum: int = 100, *, minimum: int = 0, **options: Any
) -> fields.List[Any]:
    """A list of `minimum` to `maximum` members."""
    return fields.List(inner, validate=validate.Length(minimum, maximum), **_options(None, options))


def table(values: fields.Field[Any], *, example: dict[str, Any], **options: Any) -> fields.Dict:
    """An object whose keys are data, such as figures by region."""
    return fields.Dict(keys=fields.String(), values=values, **_options(example, options))


class DecimalText(fields.Decimal):
    """Decimal from text only: a JSON number has been through a float somewhere.

    `pattern` is what a text that is taken looks like, for the contract.
    """

    def __init__(self, pattern: str, **options: Any) -> None:
        super().__init__(**options)
        self.pattern = f"^{pattern}$"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _DECIMAL_TEXT.fullmatch(value):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Money(DecimalText):
    """Yuan. What is loaded has two decimals."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        amount: Decimal = super()._deserialize(value, attr, data, **kwargs)
        if amount != (cents := amount.quantize(CENT)):
            raise ValidationError("At most two decimals.")
        return cents


class StrictBoolean(fields.Boolean):
    """Boolean from JSON true and false only."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def _not_blank(value: str) -> None:
    if value and not value.strip():
        raise ValidationError("Must not be blank.")


def _six_decimals(value: Decimal) -> None:
    if value != value.quantize(Decimal("0.000001")):
        raise ValidationError("At most six decimals.")


class Paging(Command):
    """The part of a list request that says which page: at most `limit` rows behind the row that
    `cursor` names, the `next_cursor` of the page before."""

    cursor = fields.String(validate=_CURSOR, **_options(AN_ID, {"required": False}))
    limit = whole(1, PAGE_MOST, example=50, required=False)


@cache
def page_of(view: type[Schema]) -> type[Schema]:
    """The view of a `Page` of things that `view` dumps; one class for each view."""
    page: dict[str, fields.Field[Any]] = {
        "rows": fields.List(fields.Nested(view)),
        "next_cursor": fields.String(allow_none=True),
    }
    return Schema.from_dict(page, name=f"{view.__name__}Page")
