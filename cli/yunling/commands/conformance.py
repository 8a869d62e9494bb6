"""conformance: is a partner's system ready? Played against its queue, judged by what it sends."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from conformance.bodies.table import BODIES
from conformance.play import Pace
from conformance.report import HTML, JSON, Report
from conformance.run import Tell, run
from conformance.sandbox import Sandbox, Unusable
from conformance.script import STEPS
from conformance.step import Finding, Outcome
from yunling.advice import Advice
from yunling.stack.place import find_place
from yunling.stack.simulator import known

NOT_READY = 3
MARKS = {Outcome.PASSED: "[green]✓[/]", Outcome.FAILED: "[red]✗[/]", Outcome.NOT_PLAYED: "-"}


class Body(StrEnum):
    BANK = "bank"
    GUARANTOR = "guarantor"
    LABOUR_BUREAU = "labour-bureau"
    TRAINING_PROVIDER = "training-provider"


def add_to(app: typer.Typer) -> None:
    app.command()(conformance)


def conformance(
    body: Annotated[Body, typer.Argument(help="What the partner is.")],
    url: Annotated[
        str | None, typer.Option(envvar="YUNLING_URL", help="The platform's address.")
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            envvar="YUNLING_KEY",
            help="The sandbox partner's API key; without one, that of this stack's simulator.",
        ),
    ] = None,
    within: Annotated[
        float, typer.Option(min=1, max=3600, help="Seconds that an answer may take.")
    ] = Pace.within_s,
    grace: Annotated[
        float, typer.Option(min=0, max=60, help="Seconds in which a wrong answer still shows.")
    ] = Pace.grace_s,
    step: Annotated[
        list[str] | None, typer.Option(help="Play this step only, by its id; may be repeated.")
    ] = None,
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder for the report.")] = Path(),
) -> None:
    """Show whether a partner's system is ready for production, and why.

    Samples, good and bad, are put into the sandbox partner's own queue; what its system sends in
    answer is judged. The report is written as conformance.html and conformance.json. Exit code 0:
    ready; 3: not ready; 1: it could not be found out.
    """
    if key is None:
        settings = known(find_place(), body.value)
        url, key = url or settings["url"], settings["key"]
    console = Console(soft_wrap=True, highlight=False)
    try:
        sandbox = Sandbox(url or find_place().url("gateway"), key)
        pace = Pace(within_s=within, grace_s=grace)
        report = run(sandbox, BODIES[body.value], pace, _teller(console), _checked(step))
    except Unusable as wrong:
        raise Advice(str(wrong)) from None
    _write(report, out)
    console.print(f"ready for production: {'yes' if report.ready else 'no'}")
    console.print(f"report: {out / HTML}")
    if not report.ready:
        raise typer.Exit(NOT_READY)


def _checked(steps: list[str] | None) -> list[str]:
    known = [step.id for step in STEPS]
    if unknown := set(steps or ()) - set(known):
        raise Advice(f"no step {', '.join(sorted(unknown))}: one of {', '.join(known)}")
    return steps or []


def _teller(console: Console) -> Tell:
    def tell(finding: Finding) -> None:
        console.print(f"{MARKS[finding.outcome]} {finding.title}: ", end="")
        console.print(finding.seen, markup=False)

    return tell


def _write(report: Report, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / HTML).write_text(report.as_html(), encoding="utf-8")
    (out / JSON).write_text(report.as_json(), encoding="utf-8")
