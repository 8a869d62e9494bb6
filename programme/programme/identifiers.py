"""Numbers that the state gives to people and companies, made so that a strict reader accepts them.

Every maker is a bijection of an index: two indices never give the same number, whatever the seed,
so that a second year on a platform that already knows people does not meet them again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from programme.reference import counties

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

FIRST_BIRTHDAY = date(1970, 1, 1)
LAST_BIRTHDAY = date(2004, 12, 31)
_BIRTHDAYS = (LAST_BIRTHDAY - FIRST_BIRTHDAY).days + 1
_SEQUENCES = 999

# Coprime with the sizes of the spaces below, so that i -> i * step is a bijection of them.
_PERSON_STEP = 1_160_801_513
_COMPANY_STEP = 512_927_357


@dataclass(frozen=True)
class Resident:
    """Where, when and as which of the day somebody was entered in the register (GB 11643)."""

    region: str
    born: date
    sequence: int

    @property
    def sex(self) -> str:
        return "male" if self.sequence % 2 else "female"

    @property
    def number(self) -> str:
        """The 18 characters, the last a MOD 11-2 check (ISO 7064)."""
        body = f"{self.region}{self.born:%Y%m%d}{self.sequence:03d}"
        total = sum(
            int(digit) * weight for digit, weight in zip(body, _RESIDENT_WEIGHTS, strict=True)
        )
        return body + "10X98765432"[total % 11]


def people_space() -> int:
    """How many residents the bijection knows."""
    return len(counties()) * _BIRTHDAYS * _SEQUENCES


def resident(index: int) -> Resident:
    """The resident at ``index``, born 1970 to 2004 in one of Yunnan's counties."""
    place = index * _PERSON_STEP % people_space()
    place, county = divmod(place, len(counties()))
    sequence, day = divmod(place, _BIRTHDAYS)
    return Resident(counties()[county].code, FIRST_BIRTHDAY + timedelta(days=day), sequence + 1)


def company_space() -> int:
    """How many companies of one county the bijection knows."""
    return len(_CREDIT_ALPHABET) ** 6


def credit_code(index: int, region: str) -> str:
    """The unified social credit code (GB 32100) of the enterprise at ``index`` in ``region``."""
    place = index * _COMPANY_STEP % company_space()
    letters = []
    for _ in range(6):
        place, letter = divmod(place, len(_CREDIT_ALPHABET))
        letters.append(_CREDIT_ALPHABET[letter])
    organisation = "MA" + "".join(letters)
    body = f"91{region}{organisation}{_organisation_check(organisation)}"
    return body + credit_check(body)


def credit_check(body: str) -> str:
    """Check character of the first 17 of a credit code: weights are the powers of 3 modulo 31."""
    total = sum(
        _CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body)
    )
    return _CREDIT_ALPHABET[-total % 31]


def _organisation_check(body: str) -> str:
    """Check character of the organisation code inside it (GB 11714)."""
    total = sum(
        int(letter, 36) * weight for letter, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]
