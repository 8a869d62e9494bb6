"""What a number of workers asks of the platform, from measured figures: the table of
docs/scaling.md. `python -m tests.scale.plan` takes the rates from `.run/bench.json`."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

WORKERS = {"a prefecture": 200_000, "a province": 3_200_000, "the country": 100_000_000}

# Of `make year SCALE=1`, by each of its 80,000 people, and from `python -m tests.scale.sizes`.
EVENTS, HANDLINGS, COMMANDS = 13.4, 24.1, 5.4
ONCE_B, EACH_YEAR_B = 1_100, 4_400
OUTBOX_B, INBOX_B, KEPT_DAYS = 255, 149, 30

OFFICE_S = 250 * 8 * 3600
PEAK = 10
"""A fair month's busy hour against the mean of a year's office hours: an assumption."""


def main() -> None:
    rates = _rates(Path(sys.argv[1] if len(sys.argv) > 1 else ".run/bench.json"))
    table = Table("", *WORKERS, box=None)
    for name, figures in _plan(*rates).items():
        table.add_row(name, *figures)
    Console(width=120).print(table)


def _rates(file: Path) -> tuple[float, float]:
    """Events and commands a second that one machine of two cores does (B1 and B2)."""
    ours = {row["id"]: row["ours"] for row in json.loads(file.read_text())}
    return ours["b1.events_per_s"], ours["b2.commands_per_s"]


def _plan(events_per_s: float, commands_per_s: float) -> dict[str, list[str]]:
    def each(figure: float, unit: str = "") -> list[str]:
        return [_short(workers * figure) + unit for workers in WORKERS.values()]

    mean = PEAK / OFFICE_S
    kept = KEPT_DAYS / 365
    return {
        "events a year": each(EVENTS),
        "events a second at the peak": each(EVENTS * mean),
        "of the rate of B1": each(EVENTS * mean / events_per_s * 100, " %"),
        "commands a second at the peak": each(COMMANDS * mean),
        "machines for commands, half busy": [
            str(math.ceil(workers * COMMANDS * mean / commands_per_s * 2))
            for workers in WORKERS.values()
        ],
        "stored for good, once, GB": each(ONCE_B / 1e9),
        "stored for good, a year, GB": each(EACH_YEAR_B / 1e9),
        "outbox of 30 days, GB": each(EVENTS * kept * OUTBOX_B / 1e9),
        "inboxes of 30 days, GB": each(HANDLINGS * kept * INBOX_B / 1e9),
    }


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 10 else f"{figure:.2g}"


main()
