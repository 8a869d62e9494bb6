"""The programme's targets (the ten measures of February 2023), read from `programme.yml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

PARTNER = "partner"
CNY = "cny"


@dataclass(frozen=True, kw_only=True)
class Target:
    """`target` is in `unit`, per `year` or over the whole `period`; `service` counts it."""

    id: str
    measure: int
    name: str
    unit: str
    target: int
    per: str
    service: str


@dataclass(frozen=True, kw_only=True)
class Programme:
    """`period` is the first and the last year of the programme."""

    period: tuple[int, int]
    groups: tuple[str, ...]
    targets: tuple[Target, ...]

    def years(self, target: Target, year: int) -> Sequence[int]:
        """The years whose figures stand against the target when `year` is asked for.

        A target over the period is held against everything of the period that holds the year.
        """
        first, last = self.period
        if target.per == "period" and first <= year <= last:
            return range(first, last + 1)
        return range(year, year + 1)


def read(text: str) -> Programme:
    """A Programme from YAML; KeyError or TypeError names what a malformed file lacks."""
    given: dict[str, Any] = yaml.safe_load(text)
    return Programme(
        period=(given["period"]["from"].year, given["period"]["to"].year),
        groups=tuple(group["code"] for group in given["key_groups"]),
        targets=tuple(Target(**target) for target in given["targets"]),
    )


PROGRAMME = read(files("insight").joinpath("programme.yml").read_text(encoding="utf-8"))
PARTNER_TARGETS = {target.id for target in PROGRAMME.targets if target.service == PARTNER}
