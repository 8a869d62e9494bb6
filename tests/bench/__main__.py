"""Measure the platform, its peers and the raw limits of the machine: see docs/bench.md."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.bench import plan
from tests.bench.report import Report
from tests.bench.stack import Stack, own_stack


def main() -> None:
    given = _given()
    chosen = plan.Plan().small() if given.scale == "small" else plan.Plan()
    said = {name: getattr(given, name) for name in ("rounds", "seconds", "events")}
    chosen = replace(chosen, **{name: value for name, value in said.items() if value})
    if given.scenarios:
        chosen = replace(chosen, scenarios=given.scenarios)
    if given.only:
        chosen = replace(chosen, systems=given.only.split(","))
    console = Console(width=None if sys.stdout.isatty() else 170)
    with own_stack() if given.own_stack else nullcontext():
        stack = Stack()
        report = Report(stack, console)
        try:
            plan.play(chosen, stack, report.note)
        finally:
            report.show()
            report.write(given.out)
    if broken := report.broken_rules():
        sys.exit(f"broken: {', '.join(broken)}")


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    told = f"of {', '.join(plan.ALL)}; all but the year when none"
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=told)
    parser.add_argument("--only", help="systems, e.g. ours,nameko")
    parser.add_argument("--scale", choices=["full", "small"], default="full")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="how long B2 lasts")
    parser.add_argument("--events", type=int, help="events of B1")
    parser.add_argument("--own-stack", action="store_true", help="start one, remove it at the end")
    parser.add_argument("--out", type=Path, default=Path(".run/bench.json"))
    given = parser.parse_args()
    if unknown := set(given.scenarios) - set(plan.ALL):
        parser.error(f"no scenario: {', '.join(sorted(unknown))}")
    return given


main()
