"""Mobile numbers of mainland China."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from chassis.domain import Invalid

_FORM: Final = re.compile(r"(?:\+86)?(1[3-9][0-9]{9})")


def read_phone(text: str) -> str:
    """The eleven digits, with or without +86 and with spaces or hyphens in between.

    Raises Invalid for anything but a number of an assigned mobile range.
    """
    match = _FORM.fullmatch(re.sub(r"[ -]", "", text))
    if match is None:
        raise Invalid({"phone": ["Not a mobile number."]})
    parsed = phonenumbers.parse(match[1], "CN")
    mobile = phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE
    if not mobile or not phonenumbers.is_valid_number(parsed):
        raise Invalid({"phone": ["Not in an assigned mobile range."]})
    return match[1]
