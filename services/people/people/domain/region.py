"""Yunnan's divisions by GB/T 2260 code: one province, 16 prefectures, 129 counties."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Region:
    """One division. `level` is province, prefecture or county; `parent` is a code or ""."""

    code: str
    level: str
    name: str
    parent: str


def _table() -> dict[str, Region]:
    text = files("people").joinpath("yunnan-regions.csv").read_text(encoding="utf-8")
    return {row["code"]: Region(**row) for row in csv.DictReader(text.splitlines())}


REGIONS: Final = MappingProxyType(_table())


def is_county(code: str) -> bool:
    found = REGIONS.get(code)
    return found is not None and found.level == "county"
