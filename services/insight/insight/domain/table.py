"""The programme as a table: one row per target, its figures by region, month and key group."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chassis.domain.regions import above, stem
from insight.domain.cell import Cell
from insight.domain.mark import Quantity
from insight.domain.programme import CNY, Programme, Target

Figures = dict[str, Quantity]


@dataclass(frozen=True, kw_only=True)
class Row:
    """`by_region` holds counties, prefectures and province, each with what lies inside of it."""

    target: Target
    actual: Quantity
    by_region: Figures
    by_month: Figures
    by_group: Figures

    def shown(self) -> dict[str, Any]:
        """As it is answered: amounts in yuan are text with two decimals, the rest integers."""
        target = self.target
        return {
            "id": target.id,
            "measure": target.measure,
            "name": target.name,
            "unit": target.unit,
            "per": target.per,
            "target": self._plain(target.target),
            "actual": self._plain(self.actual),
            "by_region": {code: self._plain(n) for code, n in sorted(self.by_region.items())},
            "by_month": {month: self._plain(n) for month, n in sorted(self.by_month.items())},
            "by_group": {group: self._plain(n) for group, n in self.by_group.items()},
        }

    def _plain(self, quantity: Quantity) -> int | str:
        return f"{quantity:.2f}" if self.target.unit == CNY else int(quantity)


def tabulate(
    programme: Programme, cells: Iterable[Cell], year: int, region: str | None = None
) -> list[Row]:
    """A row for each target of the programme, in its order; zero where nothing was counted."""
    inside = stem(region) if region else ""
    by_target: dict[str, list[Cell]] = {target.id: [] for target in programme.targets}
    for cell in cells:
        if cell.target_id in by_target and cell.region.startswith(inside):
            by_target[cell.target_id].append(cell)
    return [
        _row(programme, target, by_target[target.id], year, inside) for target in programme.targets
    ]


def _row(programme: Programme, target: Target, cells: list[Cell], year: int, inside: str) -> Row:
    years = programme.years(target, year)
    counted = [cell for cell in cells if cell.year in years]
    by_region: Figures = {}
    by_month: Figures = {}
    by_group: Figures = dict.fromkeys(programme.groups, 0)
    for cell in counted:
        regions = [code for code in above(cell.region) if code.startswith(inside)]
        _add(by_region, dict.fromkeys(regions, cell.total))
        _add(by_month, cell.months)
        _add(by_group, cell.groups)
    return Row(
        target=target,
        actual=sum((cell.total for cell in counted), 0),
        by_region=_counted(by_region),
        by_month=_counted(by_month),
        by_group=by_group,
    )


def _add(figures: Figures, more: Figures) -> None:
    for name, quantity in more.items():
        figures[name] = figures.get(name, 0) + quantity


def _counted(figures: Figures) -> Figures:
    # A cell that everything has moved away from stays behind with nothing in it.
    return {name: quantity for name, quantity in figures.items() if quantity}
