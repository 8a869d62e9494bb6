"""Figures in dictionaries, held to the behaviour of MongoFigures by the integration tests."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from insight.domain.cell import Cell, Merged
from insight.domain.mark import Mark


class FakeFigures:
    """The figures of one generation."""

    def __init__(self) -> None:
        self.marks: dict[str, Mark] = {}
        self.sums: dict[tuple[str, int, str], Cell] = {}
        self.types: Counter[str] = Counter()
        self.seen: set[str] = set()

    def known(self, keys: Sequence[str]) -> dict[str, Mark]:
        return {key: self.marks[key] for key in keys if key in self.marks}

    def store(self, merged: Merged) -> None:
        self.marks |= {mark.key: mark for mark in merged.new + merged.moved}
        for change in merged.changes:
            key = (change.target_id, change.year, change.region)
            cell = self.sums.setdefault(
                key, Cell(target_id=change.target_id, year=change.year, region=change.region)
            )
            cell.total += change.total
            for own, more in ((cell.months, change.months), (cell.groups, change.groups)):
                for name, quantity in more.items():
                    own[name] = own.get(name, 0) + quantity

    def unseen(self, event_keys: Sequence[str]) -> set[str]:
        fresh = set(event_keys) - self.seen
        self.seen |= fresh
        return fresh

    def count(self, types: Mapping[str, int]) -> None:
        self.types.update(types)

    def counts(self) -> dict[str, int]:
        return dict(self.types)

    def cells(self, years: Sequence[int]) -> list[Cell]:
        return [cell for (_, year, _), cell in self.sums.items() if year in years]


class FakeGenerations:
    """Opens the figures of each generation: `figures(work, generation_id)`."""

    def __init__(self) -> None:
        self.by_id: dict[str, FakeFigures] = defaultdict(FakeFigures)

    def __call__(self, work: object, generation_id: str) -> FakeFigures:
        return self.by_id[generation_id]
