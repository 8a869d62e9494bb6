"""The unified social credit code (统一社会信用代码, GB 32100-2015).

Eighteen characters: registrar, kind, six digits of division, nine of organisation, one check.
"""

from __future__ import annotations

from jobs.vocabulary import KINDS

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18

# Provinces of GB/T 2260; 10 stands for bodies that the state registers as a whole (100000).
PROVINCES = frozenset(
    str(number)
    for block in (
        range(10, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82),
    )
    for number in block
)


def normalised(code: str) -> str:
    """The code as it is kept: letters in upper case, nothing around it."""
    return code.strip().upper()


def check_character(body: str) -> str:
    """The 18th character for the first 17: weights 3^i mod 31, then what is missing to 31."""
    total = sum(ALPHABET.index(mark) * pow(3, place, 31) for place, mark in enumerate(body))
    return ALPHABET[-total % 31]


def faults(code: str) -> list[str]:
    """What is wrong with a normalised code, in words for the field; empty when it is valid."""
    if len(code) != LENGTH:
        return ["Must have 18 characters."]
    if any(mark not in ALPHABET for mark in code):
        return ["Only digits and capital letters without I, O, S, V and Z are allowed."]
    if code[:2] not in KINDS:
        return ["Does not begin with a known registrar and kind."]
    if any(mark not in "0123456789" for mark in code[2:8]) or code[2:4] not in PROVINCES:
        return ["Characters 3 to 8 are no administrative division."]
    if check_character(code[:17]) != code[17]:
        return ["The check character does not fit."]
    return []


def kind_of(code: str) -> str:
    """What kind of body a valid code stands for."""
    return KINDS[code[:2]]
