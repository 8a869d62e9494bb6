"""Cells: the sums that are kept so that the programme can be read without counting again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from insight.domain.mark import Mark, Quantity

CellKey = tuple[str, int, str]


@dataclass(kw_only=True)
class Cell:
    """The figures of one (target, year, region): the sum, and the same by month and group."""

    target_id: str
    year: int
    region: str
    total: Quantity = 0
    months: dict[str, Quantity] = field(default_factory=dict)
    groups: dict[str, Quantity] = field(default_factory=dict)

    def count(self, mark: Mark, sign: int) -> None:
        quantity = sign * mark.quantity
        self.total += quantity
        self.months[mark.month] = self.months.get(mark.month, 0) + quantity
        for group, part in mark.groups.items():
            self.groups[group] = self.groups.get(group, 0) + sign * part


@dataclass(frozen=True)
class Merged:
    """What a batch changes: marks that are new or now count otherwise, and what to add to cells."""

    new: list[Mark]
    moved: list[Mark]
    changes: list[Cell]


def merge(known: Mapping[str, Mark], fresh: Iterable[Mark]) -> Merged:
    """Merge marks into the known ones of the same keys.

    The outcome for any number of batches depends neither on their order nor on repetitions.
    """
    winners: dict[str, Mark] = {}
    for mark in fresh:
        best = winners.get(mark.key) or known.get(mark.key)
        if best is None or mark.rank < best.rank:
            winners[mark.key] = mark
    cells: dict[CellKey, Cell] = {}
    for key, mark in winners.items():
        if key in known:
            _cell(cells, known[key]).count(known[key], -1)
        _cell(cells, mark).count(mark, 1)
    return Merged(
        new=[mark for key, mark in winners.items() if key not in known],
        moved=[mark for key, mark in winners.items() if key in known],
        changes=list(cells.values()),
    )


def _cell(cells: dict[CellKey, Cell], mark: Mark) -> Cell:
    key = (mark.target_id, mark.year, mark.region)
    if key not in cells:
        cells[key] = Cell(target_id=mark.target_id, year=mark.year, region=mark.region)
    return cells[key]
