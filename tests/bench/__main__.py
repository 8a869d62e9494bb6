"""Measure the platform, its peers and the raw limits of the machine, or the platform against
another revision of itself: see docs/bench.md."""

from __future__ import annotations

import argparse
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.bench import compare, plan
from tests.bench.report import Report
from tests.bench.revision import Side, commit_of, revision_stack, working_tree
from tests.bench.stack import Stack, own_stack
from tests.bench.verdict import BAR, BARS, Verdict


def main() -> None:
    given = _given()
    console = Console(width=None if sys.stdout.isatty() else 170)
    with own_stack() if given.own_stack else nullcontext() as started:
        stack = started or Stack()
        if given.against:
            _compare(given, stack, console)
        else:
            _measure(given, stack, console)


def _measure(given: argparse.Namespace, stack: Stack, console: Console) -> None:
    report = Report(stack, console)
    try:
        plan.play(_plan(given), stack, report.note)
    finally:
        report.show()
        report.write(given.out)
    if broken := report.broken_rules():
        sys.exit(f"broken: {', '.join(broken)}")


def _compare(given: argparse.Namespace, stack: Stack, console: Console) -> None:
    revisions = {"ours": working_tree(), "against": given.against}
    verdict = Verdict(console, revisions, dict(given.bar))
    with revision_stack(given.against) as other:
        sides = (Side("ours", stack), Side("against", other))
        try:
            compare.play(given.scenarios, given.rounds or 3, _sizes(given), sides, verdict.note)
        finally:
            verdict.show()
            verdict.write(given.out)


def _plan(given: argparse.Namespace) -> plan.Plan:
    chosen = plan.Plan().small() if given.scale == "small" else plan.Plan()
    said = {name: getattr(given, name) for name in ("rounds", "seconds", "events", "year_scale")}
    chosen = replace(chosen, **{name: value for name, value in said.items() if value})
    if given.scenarios:
        chosen = replace(chosen, scenarios=given.scenarios)
    return replace(chosen, systems=given.only.split(",")) if given.only else chosen


def _sizes(given: argparse.Namespace) -> compare.Sizes:
    chosen = compare.SMALL if given.scale == "small" else compare.Sizes()
    said = {name: getattr(given, name) for name in ("events", "year_scale")}
    return replace(chosen, **{name: value for name, value in said.items() if value})


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    told = f"of {', '.join(plan.ALL)}; all but the year when none"
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=told)
    parser.add_argument("--only", help="systems, e.g. ours,nameko")
    parser.add_argument("--scale", choices=["full", "small"], default="full")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="how long B2 lasts")
    parser.add_argument("--events", type=int, help="events of B1")
    parser.add_argument("--year-scale", help="of the programme year, e.g. 0.1")
    parser.add_argument("--own-stack", action="store_true", help="start one, remove it at the end")
    parser.add_argument("--out", type=Path, default=Path(".run/bench.json"))
    told = f"compare CPU seconds with this commit; scenarios {', '.join(compare.SCENARIOS)}"
    parser.add_argument("--against", metavar="REV", help=told)
    told = f"the ratio that is wanted of a scenario; {BAR:g} but for {BARS}"
    parser.add_argument(
        "--bar", metavar="SCENARIO=RATIO", type=_bar, action="append", default=[], help=told
    )
    given = parser.parse_args()
    if unknown := set(given.scenarios) - set(plan.ALL):
        parser.error(f"no scenario: {', '.join(sorted(unknown))}")
    if given.against:
        _check_comparison(parser, given)
    return given


def _check_comparison(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    given.scenarios = given.scenarios or compare.SCENARIOS[:-1]
    if alone := set(given.scenarios) - set(compare.SCENARIOS):
        parser.error(f"not compared by CPU seconds: {', '.join(sorted(alone))}")
    if given.rounds == 1:
        parser.error("--against needs two rounds at least: they tell how far rounds differ anyway")
    try:
        given.against = commit_of(given.against)
    except subprocess.CalledProcessError as error:
        parser.error(f"--against {given.against}: {error.stderr.strip()}")


def _bar(text: str) -> tuple[str, float]:
    scenario, _, ratio = text.partition("=")
    if scenario not in (*compare.SCENARIOS, "idle"):
        raise ValueError(text)
    return scenario, float(ratio)


main()
