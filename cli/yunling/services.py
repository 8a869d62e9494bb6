"""The services of the platform, as `contracts/services.yaml` of this checkout lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "contracts" / "services.yaml"
GATEWAY = "gateway"


@dataclass(frozen=True)
class Service:
    """One row: `port` counts from the port base, `does` are words that the file explains."""

    name: str
    port: int
    does: tuple[str, ...]
    about: str

    @property
    def folder(self) -> str:
        """Of its project, from the root of the checkout."""
        return GATEWAY if self.name == GATEWAY else f"services/{self.name}"


def read(text: str) -> tuple[Service, ...]:
    """The rows in the order of the file. Raises TypeError for a row without one of its keys."""
    rows = yaml.safe_load(text).items()
    return tuple(Service(name, **{**row, "does": tuple(row["does"])}) for name, row in rows)


ALL = read(FILE.read_text(encoding="utf-8"))
NAMES = tuple(one.name for one in ALL)


def that(does: str) -> tuple[str, ...]:
    """The names of the services that do this, in the order of the file."""
    return tuple(one.name for one in ALL if does in one.does)
