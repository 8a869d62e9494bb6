"""The field vocabulary of the public interface.

Each field carries an `example`: OpenAPI shows it, and the contract tests send the body made of
all examples through the service's own command schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}"
_ID = validate.Regexp(re.compile(rf"^{ID_PATTERN}\Z"), error="Not a valid identifier.")
# A row's id, with the name of its service before it in lists over several.
_CURSOR = validate.Regexp(re.compile(rf"^([a-z]+:)?{ID_PATTERN}\Z"), error="Not a cursor.")
REGION = validate.Regexp(re.compile(r"^\d{6}\Z"), error="Not a six-digit region code.")
NO_CONTROL_PATTERN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z"
_NO_CONTROL = validate.Regexp(re.compile(NO_CONTROL_PATTERN), error="Control characters.")

# A text has something in it besides blanks; the same as one pattern, for OpenAPI.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
NO_BLANK_PATTERN = rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"
_THIS_CENTURY = validate.Range(date(2000, 1, 1), date(2099, 12, 31))
DAY_PATTERN = r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


def _not_blank(value: str) -> None:
    if value and not value.strip():
        raise ValidationError("Must not be blank.")


def _options(example: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Required unless said otherwise; `description=` and `example=` become metadata."""
    options.setdefault("required", True)
    metadata = {"description": options.pop("description", None), "example": example}
    options["metadata"] = {key: value for key, value in metadata.items() if value is not None}
    return options


def _two_decimals(value: Any) -> None:
    if -value.as_tuple().exponent > 2:
        raise ValidationError("At most two decimals.")


def _six_decimals(value: Any) -> None:
    if -value.as_tuple().exponent > 6:
        raise ValidationError("At most six decimals.")


class Body(Schema):
    """A request body: an unknown field is refused, so nothing can be assigned on the side."""

    class Meta:
        unknown = RAISE


class Query(Schema):
    """Parameters after the question mark."""

    class Meta:
        unknown = RAISE


class View(Schema):
    """What leaves: only declared fields do, whatever the service answered."""


def text(maximum: int = 200, *, example: str, minimum: int = 1, **options: Any) -> fields.String:
    """Free text of `minimum` to `maximum` characters."""
    rules: list[Callable[[Any], Any]] = [validate.Length(minimum, maximum), _NO_CONTROL, _not_blank]
    return fields.String(validate=rules, **_options(example, options))


def ref(*, example: str = "0190f2a4-7c1b-7d3e-8f00-000000000001", **options: Any) -> fields.String:
    """An identifier that a service gave out."""
    return fields.String(validate=_ID, **_options(example, options))


def region(*, example: str = "530102", **options: Any) -> fields.String:
    """A six-digit GB/T 2260 code: county, prefecture or province."""
    return fields.String(validate=REGION, **_options(example, options))


def choice(values: Sequence[str], *, example: str | None = None, **options: Any) -> fields.String:
    """One of a closed list of words."""
    return fields.String(validate=validate.OneOf(values), **_options(example or values[0], options))


def whole(
    minimum: int = 0, maximum: int = 1_000_000_000, *, example: int, **options: Any
) -> fields.Integer:
    """A whole number within bounds; text and fractions are refused."""
    rule = validate.Range(minimum, maximum)
    return fields.Integer(strict=True, validate=rule, **_options(example, options))


def money(digits: int = 10, *, example: str = "200000.00", **options: Any) -> fields.Decimal:
    """Yuan as text with at most two decimals, more than nothing and below 10 ** digits."""
    rule = validate.And(
        validate.Range(min=0, min_inclusive=False),
        validate.Range(max=10**digits - 1),
        _two_decimals,
    )
    pattern = POSITIVE.replace("{digits}", str(digits - 1))
    return Money(pattern, as_string=True, validate=rule, **_options(example, options))


def part_of_money(*, example: str, **options: Any) -> fields.Decimal:
    """Yuan as text with at most two decimals, which may be nothing."""
    rule = validate.And(validate.Range(0, 9_999_999_999), _two_decimals)
    return Money(NOT_NEGATIVE, as_string=True, validate=rule, **_options(example, options))


def rate(*, example: str = "0.0360", **options: Any) -> fields.Decimal:
    """A share between 0 and 1 as text: a yearly rate of 3.6 % is "0.0360"."""
    rule = validate.And(validate.Range(0, 1), _six_decimals)
    return Money(UP_TO_ONE, as_string=True, validate=rule, **_options(example, options))


def day(*, example: str = "2025-03-08", **options: Any) -> fields.Date:
    """A calendar day of this century, YYYY-MM-DD."""
    return fields.Date(format="%Y-%m-%d", validate=_THIS_CENTURY, **_options(example, options))


def year(*, example: int = 2025) -> fields.Integer:
    """A year in a query, where a number is text."""
    return fields.Integer(
        required=True, validate=validate.Range(2000, 2099), metadata={"example": example}
    )


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


NOT_NEGATIVE = r"(0|[1-9]\d{0,9})(\.\d{1,2})?"
POSITIVE = r"(0\.(0[1-9]|[1-9]\d?)|[1-9]\d{0,{digits}}(\.\d{1,2})?)"
UP_TO_ONE = r"(0(\.\d{1,6})?|1(\.0{1,6})?)"


class Money(fields.Decimal):
    """Decimal from text only: a JSON number has been through a float somewhere.

    `pattern` is what a text that is taken looks like: what the rules of the field say, for OpenAPI.
    """

    def __init__(self, pattern: str, **options: Any) -> None:
        super().__init__(**options)
        self.pattern = f"^{pattern}$"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"(0|[1-9]\d{0,11})(\.\d{1,8})?", value):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class StrictBoolean(fields.Boolean):
    """Boolean from JSON true and false only."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class PageQuery(Query):
    """Every list: at most `limit` rows, starting behind `cursor` of the page before."""

    cursor = fields.String(
        validate=_CURSOR, **_options("0190f2a4-7c1b-7d3e-8f00-000000000001", {"required": False})
    )
    limit = fields.Integer(
        validate=validate.Range(1, 200), metadata={"example": 50}, required=False
    )
