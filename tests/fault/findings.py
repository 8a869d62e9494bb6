"""What an audit found: four figures, and what is behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

SHOWN_MOST = 12
"""Lines of each figure."""


@dataclass
class Findings:
    """lost, twice, out_of_order, stuck and parked_good by name, with a line for each finding."""

    figures: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    _shown: Counter[str] = field(default_factory=Counter)

    def add(self, figure: str, what: str, times: int = 1) -> None:
        if times <= 0:
            return
        self.figures[figure] += times
        self._shown[figure] += 1
        if self._shown[figure] <= SHOWN_MOST:
            self.lines.append(f"{figure}: {what}" + (f" ({times} times)" if times > 1 else ""))

    def once_each(self, what: str, wanted: Iterable[Hashable], found: Iterable[Hashable]) -> None:
        """Everything wanted is found once; nothing else is found."""
        owed, there = set(wanted), Counter(list(found))
        for one in owed - there.keys():
            self.add("lost", f"{what} {one}")
        for one, times in there.items():
            self.add("twice", f"{what} {one}", times - 1 if one in owed else times)

    def equal(self, what: str, wanted: object, found: object) -> None:
        """A sum or a count that must be exact: less is lost, more is applied twice."""
        if found != wanted:
            less = found is None or found < wanted  # type: ignore[operator]  # numbers
            self.add("lost" if less else "twice", f"{what}: {found} instead of {wanted}")
