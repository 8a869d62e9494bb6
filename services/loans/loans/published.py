"""The policy that ships with this package, read once from `data/*.yaml`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import cattrs
import yaml

from loans.domain.policy import Policy


def _decimal(value: Any, _type: type) -> Decimal:
    if not isinstance(value, str):
        raise ValueError(f"{value!r}: amounts and rates are written as text")
    return Decimal(value)


def _read(name: str) -> Any:
    return yaml.safe_load((files("loans") / "data" / name).read_text(encoding="utf-8"))


def read_policy() -> Policy:
    """The packaged policy. An unknown field or an amount that is not text raises."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(date, lambda value, _type: value)
    tables = ("rules", "reference_rates", "groups", "limits", "plans")
    return converter.structure(
        {table: _read(f"{table}.yaml") for table in tables}
        | {"poor": [code for row in _read("areas.yaml")["poor"] for code in row]},
        Policy,
    )


POLICY = read_policy()
