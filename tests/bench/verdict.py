"""What a comparison of two revisions says: ratios of rounds, and how far rounds differ anyway."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from tests.bench.report import machine, short

BARS = {"b6g": 0.8}
"""What the ratio of a scenario may be at most, where it is not BAR."""
BAR = 1.0


@dataclass(frozen=True)
class Comparison:
    """A figure of both sides, a value a round: seconds or milliseconds of processor time."""

    id: str
    bar: float
    ours: Sequence[float]
    against: Sequence[float]

    @property
    def ratio(self) -> float:
        """The median of ours / against, round by round."""
        return statistics.median(
            mine / other for mine, other in zip(self.ours, self.against, strict=True)
        )

    @property
    def same(self) -> list[float]:
        """A/A: a round of a revision divided by its round before, and the other way round."""
        ratios = [b / a for side in (self.ours, self.against) for a, b in pairwise(side)]
        return sorted([*ratios, *(1 / ratio for ratio in ratios)])

    @property
    def half_spread(self) -> float:
        """How far from 1 a ratio comes without any difference between the revisions."""
        return (self.same[-1] - self.same[0]) / 2

    @property
    def verdict(self) -> str:
        """`yes` at or below the bar, `unclear` above it by at most the half spread, else `no`."""
        if self.ratio <= self.bar:
            return "yes"
        return "unclear" if self.ratio <= self.bar + self.half_spread else "no"

    def as_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "ours_median": statistics.median(self.ours),
            "against_median": statistics.median(self.against),
            "ratio": self.ratio,
            "same": self.same,
            "half_spread": self.half_spread,
            "within_bar": self.verdict,
        }


class Verdict:
    """Gathers the figures of both sides and shows them. `bars` are by scenario."""

    def __init__(
        self, console: Console, revisions: Mapping[str, str], bars: Mapping[str, float]
    ) -> None:
        self._console = console
        self._revisions = dict(revisions)
        self._bars = {**BARS, **bars}
        self._values: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def note(self, scenario: str, side: str, figures: dict[str, float]) -> None:
        """Keep one measurement and say it at once."""
        for figure, value in figures.items():
            self._values[scenario, figure][side].append(value)
        told = ", ".join(f"{name} {short(value)}" for name, value in figures.items())
        self._console.print(f"{scenario} {side}: {told}", highlight=False, soft_wrap=True)

    def comparisons(self) -> Iterator[Comparison]:
        """Figures that both sides have, in every round that both have finished."""
        for (scenario, figure), sides in self._values.items():
            rounds = min(len(sides["ours"]), len(sides["against"]))
            ours, against = (sides[name][:rounds] for name in ("ours", "against"))
            # What took no time that can be measured has no ratio.
            if rounds > 1 and min(*ours, *against) > 0:
                bar = self._bars.get(scenario, BAR)
                yield Comparison(f"{scenario}.{figure}", bar, ours, against)

    def show(self) -> None:
        names = "ours ({ours}) against {against}".format(**self._revisions)
        table = Table(
            "figure", "ours", "against", "ratio", "half spread of A/A", "bar", "within", title=names
        )
        for one in self.comparisons():
            told = one.as_json()
            table.add_row(
                one.id,
                *(f"{told[name]:.3g}" for name in ("ours_median", "against_median")),
                f"{one.ratio:.3f}",
                f"{one.half_spread:.3f}",
                f"{one.bar:g}",
                one.verdict,
            )
        self._console.print(table)

    def write(self, file: Path) -> None:
        """A list of one object per figure."""
        about = {"revisions": self._revisions, "machine": machine()}
        figures = [{**one.as_json(), **about} for one in self.comparisons()]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2) + b"\n")
