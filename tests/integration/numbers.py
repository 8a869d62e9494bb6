"""Numbers of made-up people and companies that pass the checks of their standards."""

from __future__ import annotations

import random
import secrets

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# A generator of its own: the one that pytest-randomly seeds would repeat itself between runs, and
# the platform knows an ID number for ever.
_random = random.Random(secrets.randbits(64))


def id_number(region: str = "530102", born: str | None = None) -> str:
    """A resident's ID number (GB 11643): region, birthday, sequence, MOD 11-2 check."""
    born = (
        born
        or f"{_random.randint(1976, 2003)}{_random.randint(1, 12):02}{_random.randint(1, 28):02}"
    )
    body = f"{region}{born}{_random.randint(1, 999):03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def credit_code(region: str = "530102") -> str:
    """An enterprise's unified social credit code (GB 32100)."""
    organisation = "MA" + "".join(_random.choices(_CREDIT, k=6))
    body = f"91{region}{organisation}{_organisation_check(organisation)}"
    total = sum(_CREDIT.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + _CREDIT[-total % 31]


def a_name() -> str:
    """A name of five characters, which no other text is likely to hold."""
    return "欧阳" + "".join(_random.choices("秀英桂兰国强志明春花金凤云贵江河松柏", k=3))


def phone() -> str:
    return f"138{_random.randint(0, 99_999_999):08}"


def _organisation_check(body: str) -> str:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, weights, strict=True))
    return "0123456789X"[-total % 11]
