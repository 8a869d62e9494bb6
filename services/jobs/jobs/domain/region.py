"""Administrative divisions of Yunnan (GB/T 2260): the province, 16 prefectures, 129 counties."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def names() -> dict[str, str]:
    """Name by six-digit code."""
    table = files("jobs").joinpath("yunnan-regions.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(table.splitlines())}


def faults(code: str) -> list[str]:
    """What is wrong with a region code, in words for the field; empty when it is known."""
    return [] if code in names() else ["Is no division of Yunnan by GB/T 2260."]
