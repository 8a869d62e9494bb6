"""The services of the platform, read from a copy of contracts/services.yaml."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

_ROWS: dict[str, dict[str, Any]] = yaml.safe_load(
    files("gateway").joinpath("services.yaml").read_text(encoding="utf-8")
)
ABOUT: dict[str, str] = {name: row["about"] for name, row in _ROWS.items()}
"""What each is about, by name."""

MOST = 10
"""A stack has a port for so many."""


def that(does: str) -> tuple[str, ...]:
    """The names of the services that do this, in the order of the list."""
    return tuple(name for name, row in _ROWS.items() if does in row["does"])
