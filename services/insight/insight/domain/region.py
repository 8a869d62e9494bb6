"""The regions that exist (GB/T 2260): 530102 lies in 530100 lies in 530000."""

import csv
from importlib.resources import files


def _codes() -> frozenset[str]:
    text = files("insight").joinpath("yunnan-regions.csv").read_text(encoding="utf-8")
    return frozenset(row["code"] for row in csv.DictReader(text.splitlines()))


REGIONS = _codes()


def above(code: str) -> list[str]:
    """The code and those of the prefecture and the province that it lies in."""
    return list(dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000")))


def prefix(code: str) -> str:
    """What the codes of everything inside of a region begin with."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code
