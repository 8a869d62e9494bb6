"""The figures of a run: medians over its rounds, as a table and as JSON."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.aims import AIMS, RULES, Aim, Row
from tests.bench.stack import Stack

OURS, LIMITS, ROWS = "ours", "limits", "rows"
PACKAGES = ("nameko", "eventlet", "kombu", "amqp", "pymongo", "marshmallow", "orjson")


class Report:
    """Gathers figures and shows them."""

    def __init__(self, stack: Stack, console: Console) -> None:
        self._stack = stack
        self._console = console
        self._values: dict[tuple[str, str, str], list[float]] = defaultdict(list)

    def note(self, scenario: str, system: str, figures: dict[str, float]) -> None:
        """Keep one measurement and say it at once."""
        for figure, value in figures.items():
            self._values[scenario, system, figure].append(value)
        told = ", ".join(f"{name} {short(value)}" for name, value in figures.items())
        self._console.print(f"{scenario} {system}: {told}", highlight=False, soft_wrap=True)

    def median(self, scenario: str, system: str, figure: str) -> float | None:
        values = self._values.get((scenario, system, figure))
        return statistics.median(values) if values else None

    def show(self) -> None:
        peers = sorted({system for _, system, _ in self._values} - {OURS, LIMITS, ROWS})
        table = Table("figure", "unit", "ours", *peers, "ours / peer", "limits", "target", "met")
        for aim, row in self._rows():
            others = [short(row.peers.get(peer)) for peer in peers]
            ratios = " ".join(f"{row.ours / row.peers[p]:.1f}" for p in peers if row.peers.get(p))
            limits = "\n".join(f"{name} {short(value)}" for name, value in row.limits.items())
            met = {True: "yes", False: "NO", None: ""}[aim.met(row)]
            ours = short(row.ours)
            table.add_row(aim.name, aim.unit, ours, *others, ratios, limits, aim.target, met)
        self._console.print(table)

    def write(self, file: Path) -> None:
        """A list of one object per figure."""
        here, versions = machine(), _versions(self._stack)
        figures = [
            {
                "id": aim.id,
                "name": aim.name,
                "unit": aim.unit,
                "ours": row.ours,
                "peers": row.peers,
                "limits": row.limits,
                "target": aim.target,
                "met": aim.met(row),
                "rounds": self._values[aim.scenario, OURS, aim.figure],
                "machine": here,
                "versions": versions,
            }
            for aim, row in self._rows()
        ]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2) + b"\n")

    def broken_rules(self) -> list[str]:
        """What must hold on any machine and does not."""
        return [aim.name for aim, row in self._rows() if aim.id in RULES and not aim.met(row)]

    def _rows(self) -> Iterator[tuple[Aim, Row]]:
        systems = {system for _, system, _ in self._values} - {OURS, LIMITS, ROWS}
        for aim in AIMS:
            ours = self.median(aim.scenario, OURS, aim.figure)
            if ours is None:
                continue
            found = {s: self.median(aim.scenario, s, aim.figure) for s in sorted(systems)}
            peers = {name: value for name, value in found.items() if value is not None}
            yield aim, Row(ours, peers, self._limits(aim))

    def _limits(self, aim: Aim) -> dict[str, float]:
        if aim.id != "b1.events_per_s":
            return {}
        names = [f for scenario, system, f in self._values if (scenario, system) == ("b1", LIMITS)]
        return {name: statistics.median(self._values["b1", LIMITS, name]) for name in names}


def short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def machine() -> dict[str, Any]:
    cpu = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    return {
        "system": platform.platform(),
        "processor": cpu[0].partition(":")[2].strip() if cpu else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
    }


def _versions(stack: Stack) -> dict[str, str]:
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return {
        "yunling": revision.stdout.strip() or version("yunling-chassis"),
        "python": platform.python_version(),
        "mongodb": str(stack.admin().server_info()["version"]),
        "rabbitmq": stack.broker_version(),
        **{name: version(name) for name in PACKAGES},
        **_peers_versions(),
    }


def _peers_versions() -> dict[str, str]:
    locked = Path(__file__).parents[2] / "requirements" / "bench.txt"
    pairs = [line.split(" ")[0].split("==") for line in locked.read_text().splitlines()]
    wanted = ("fastapi", "faststream", "aio-pika", "uvicorn", "uvloop")
    return {pair[0]: pair[1] for pair in pairs if pair[0] in wanted}
