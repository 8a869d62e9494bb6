"""The end of the year: four counts of one truth side by side, and the verdict."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from programme.ledger import FINAL_MESSAGES, Flow, Ledger
from programme.plan import Plan
from programme.playing import Record
from programme.reference import targets
from programme.stage import Tally

_LOOK: dict[str, Any] = {"title_justify": "left", "box": SIMPLE_HEAD}


@dataclass(frozen=True)
class Row:
    """One target: planned, acknowledged to the outside, in the service's own store, in insight.

    ``stores`` is None where a partner serves the measure and no service keeps it.
    """

    id: str
    name: str
    unit: str
    target: int
    outside: int
    stores: int | None
    insight: int

    @property
    def exact(self) -> bool:
        return {self.target} == {self.outside, self.insight, *self._kept()}

    def _kept(self) -> tuple[int, ...]:
        return () if self.stores is None else (self.stores,)


@dataclass(frozen=True)
class Reconciliation:
    """What a year came to; all but the plan are differences between before and after it."""

    scale: Decimal
    seconds: float
    rows: tuple[Row, ...]
    published: dict[str, int]
    handled: dict[str, int]
    parked: int
    messages: dict[str, int]
    under_way: str
    acts: tuple[Record, ...]

    def differences(self) -> list[str]:
        """A line for everything that is not as it should be; empty for an exact year."""
        lines = [
            f"{row.id}: target {row.target}, outside {row.outside}, stores {row.stores}, "
            f"insight {row.insight}"
            for row in self.rows
            if not row.exact
        ]
        lines += [
            f"{kind}: published {published}, handled {self.handled[kind]}"
            for kind, published in self.published.items()
            if self.handled[kind] != published
        ]
        lines += [f"{self.parked} events were parked"] if self.parked else []
        lines += [
            f"{count} messages ended as {state}, which is no final state"
            for state, count in self.messages.items()
            if state not in FINAL_MESSAGES
        ]
        return lines + ([f"still under way: {self.under_way}"] if self.under_way else [])

    def as_json(self) -> dict[str, Any]:
        """The content of ``year.json``."""
        return {
            "scale": float(self.scale),
            "seconds": round(self.seconds, 1),
            "rows": [
                {key: value for key, value in asdict(row).items() if key != "name"}
                for row in self.rows
            ],
            "events": {
                kind: {"published": published, "handled": self.handled[kind]}
                for kind, published in self.published.items()
            },
            "acts": [act.as_json() for act in self.acts],
            "parked": self.parked,
            "messages": self.messages,
            "exact": not self.differences(),
        }


def reconcile(
    plan: Plan,
    tally: Tally,
    before: Ledger,
    after: Ledger,
    seconds: float,
    under_way: str,
    acts: Sequence[Record] = (),
) -> Reconciliation:
    """Put the plan, the tally and the growth of the platform's own counts side by side, for the
    targets that have a figure in the plan."""
    flow: Flow = after.flow.since(before.flow)
    rows = tuple(
        Row(
            id=target.id,
            name=target.name,
            unit=target.unit,
            target=plan.figures[target.id],
            outside=tally[target.id],
            stores=None
            if target.service == "partner"
            else after.stores[target.id] - before.stores[target.id],
            insight=after.insight[target.id] - before.insight[target.id],
        )
        for target in targets()
        if target.id in plan.figures
    )
    return Reconciliation(
        scale=plan.scale,
        seconds=seconds,
        rows=rows,
        published=dict(sorted(flow.published.items())),
        handled=flow.handled_by_type(),
        parked=flow.parked,
        messages=dict(sorted(flow.messages.items())),
        under_way=under_way,
        acts=tuple(acts),
    )


def targets_table(outcome: Reconciliation, wide: bool) -> Table:
    """The targets, a line each; ``wide`` with their units and names."""
    table = Table(title=f"The programme year at scale {outcome.scale}", **_LOOK)
    table.add_column("target", no_wrap=True)
    for column in ("plan", "outside", "stores", "insight"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    if wide:
        table.add_column("unit", no_wrap=True)
        table.add_column("", no_wrap=True)
    for row in outcome.rows:
        figures = (row.target, row.outside, row.stores, row.insight)
        shown = ["-" if figure is None else f"{figure:,}" for figure in figures]
        style = "" if row.exact else "bold red"
        verdict = "equal" if row.exact else "DIFFERS"
        more = (row.unit, row.name) if wide else ()
        table.add_row(row.id, *shown, verdict, *more, style=style)
    return table


def events_table(outcome: Reconciliation) -> Table:
    """Events by type: published, and handled by the queue furthest from it."""
    table = Table(title="Events", **_LOOK)
    table.add_column("type", no_wrap=True)
    table.add_column("published", justify="right", no_wrap=True)
    table.add_column("handled by each queue", justify="right", no_wrap=True)
    for kind, published in outcome.published.items():
        handled = outcome.handled[kind]
        style = "" if handled == published else "bold red"
        table.add_row(kind, f"{published:,}", f"{handled:,}", style=style)
    table.add_section()
    table.add_row(
        "all", f"{sum(outcome.published.values()):,}", f"{sum(outcome.handled.values()):,}"
    )
    return table
