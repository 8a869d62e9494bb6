"""The counties, prefectures and the province that exist (GB/T 2260, NBS edition 2023-06-30)."""

import csv
from importlib.resources import files


def _codes() -> dict[str, str]:
    text = files("training").joinpath("yunnan-regions.csv").read_text(encoding="utf-8")
    return {row["code"]: row["level"] for row in csv.DictReader(text.splitlines())}


REGIONS = _codes()
COUNTIES = {code for code, level in REGIONS.items() if level == "county"}
