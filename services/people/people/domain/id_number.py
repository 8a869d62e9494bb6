"""Resident identity numbers, GB 11643-1999.

Six digits of the division where the number was given, eight of the birth date, three of
sequence (odd for men) and a check character (ISO 7064 MOD 11-2).

The division is checked by province only: a county code that has since been merged or renamed
stays in the numbers of everybody who was registered there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.domain import Invalid
from chassis.domain.regions import COUNTIES
from people.vocabulary import Sex

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_FORM: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_FORM: Final = re.compile(r"[1-9][0-9]{14}")
# GB/T 2260 provinces; 81, 82 and 83 are on the residence permits for Hong Kong, Macao and Taiwan.
_PROVINCES: Final = frozenset(
    {
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36"),
        *("37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62"),
        *("63", "64", "65", "71", "81", "82", "83"),
    }
)


@dataclass(frozen=True)
class IdNumber:
    """A number that passed every check. `county_known` is False for a Yunnan number whose
    county is not in today's table: worth a second look, no reason to refuse."""

    value: str
    born_on: date
    sex: Sex
    county_known: bool

    def age_on(self, day: date) -> int:
        """Full years on `day`."""
        before_birthday = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - before_birthday


def read_id_number(text: str, today: date) -> IdNumber:
    """The parsed number; a small x is read as X. Raises Invalid."""
    value = text.strip().upper()
    if _OLD_FORM.fullmatch(value):
        raise _refuse("Numbers of 15 digits ended in 2013.")
    if not _FORM.fullmatch(value):
        raise _refuse("Not an 18-character ID number.")
    if value[:2] not in _PROVINCES:
        raise _refuse("Unknown province.")
    born_on = _birth_date(value[6:14])
    if born_on is None:
        raise _refuse("Impossible birth date.")
    if born_on > today:
        raise _refuse("Birth date in the future.")
    if check_character(value[:17]) != value[17]:
        raise _refuse("Wrong check character.")
    sex = Sex.MALE if int(value[16]) % 2 else Sex.FEMALE
    county_known = value[:2] != "53" or value[:6] in COUNTIES
    return IdNumber(value, born_on, sex, county_known)


def check_character(digits: str) -> str:
    """The eighteenth character for the first seventeen digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return _CHECK[total % 11]


def _birth_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _refuse(reason: str) -> Invalid:
    return Invalid({"id_number": [reason]})
