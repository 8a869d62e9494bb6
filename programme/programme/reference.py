"""The published targets and Yunnan's regions, as they stand in ``data/``."""

import csv
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Target:
    """One figure that the published text names.

    ``unit`` says what is counted (``persons`` are distinct people, ``person_times`` are pairs of
    person and occasion, ``cny`` is yuan); ``service`` is who keeps the count, ``partner`` for the
    measures that other bodies serve.
    """

    id: str
    name: str
    unit: str
    figure: int
    service: str

    def scaled(self, scale: Decimal) -> int:
        """The figure at ``scale``, rounded half up and never below one."""
        return max(1, int((self.figure * scale).to_integral_value(ROUND_HALF_UP)))


@dataclass(frozen=True)
class Region:
    """A county of GB/T 2260: six digits, with the prefecture above it."""

    code: str
    name: str
    prefecture: str


@cache
def targets() -> tuple[Target, ...]:
    """Every target of ``programme.yml``, in its order."""
    programme = yaml.safe_load(files(__package__).joinpath("data/programme.yml").read_text("utf-8"))
    return tuple(
        Target(row["id"], row["name"], row["unit"], row["target"], row["service"])
        for row in programme["targets"]
    )


@cache
def key_groups() -> tuple[str, ...]:
    """Codes of the key groups: ``migrant``, ``laid_off``, ``hard_up``."""
    programme = yaml.safe_load(files(__package__).joinpath("data/programme.yml").read_text("utf-8"))
    return tuple(group["code"] for group in programme["key_groups"])


@cache
def counties() -> tuple[Region, ...]:
    """Yunnan's 129 counties, ordered by code."""
    text = files(__package__).joinpath("data/yunnan-regions.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Region(row["code"], row["name"], row["parent"]) for row in rows if row["level"] == "county"
    )
