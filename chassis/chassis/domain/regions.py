"""Yunnan's administrative divisions (GB/T 2260, NBS edition 2023-06-30), and what lies in what.

A code has six digits: county 530102 lies in prefecture 530100, which lies in the province, 530000.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Final

CODE_LONG: Final = 6
PROVINCE: Final = "530000"


def _codes(level: str) -> frozenset[str]:
    text = files("chassis.domain").joinpath("yunnan-regions.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return frozenset(row["code"] for row in rows if row["level"] == level)


PREFECTURES: Final = _codes("prefecture")
COUNTIES: Final = _codes("county")
REGIONS: Final = {PROVINCE} | PREFECTURES | COUNTIES


def is_code(region: str) -> bool:
    """Whether the text has the form of a code: a shorter one would match more than it should."""
    return len(region) == CODE_LONG and region.isascii() and region.isdigit()


def stem(region: str) -> str:
    """The common prefix of all codes in a region: 53 for the province, 5301 for a prefecture."""
    return region.removesuffix("00").removesuffix("00")


def lies_in(region: str, other: str) -> bool:
    """Whether a region is another one or a part of it: 530102 lies in 530100 and in 530000."""
    return is_code(region) and is_code(other) and region.startswith(stem(other))


def inside(region: str) -> str | dict[str, str]:
    """A filter for every code inside a region, including itself. For a county it is an equality, so
    that an index returns rows in the order of the list."""
    prefix = stem(region)
    if prefix == region:
        return region
    return {"$gte": prefix.ljust(CODE_LONG, "0"), "$lte": prefix.ljust(CODE_LONG, "9")}


def prefecture_of(region: str) -> str:
    """The prefecture that a county lies in; itself, of a prefecture or the province."""
    return f"{region[:4]}00"


def above(region: str) -> list[str]:
    """The code and those of the prefecture and the province that it lies in, smallest first."""
    return list(dict.fromkeys((region, prefecture_of(region), f"{region[:2]}0000")))
