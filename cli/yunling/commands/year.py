"""year: the main job, one year of the programme played against a platform from outside."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from yunling.advice import Advice
from yunling.stack.place import find_place
from yunling.stack.usage import cpu_seconds
from yunling.tokens import issuer

HOURS = 24
NAMES = "people,employers,fairs,walk-ins,registrations,loans,training,contests,activities,measures"
"""Of the acts in their order; the help must not wait for the programme's modules."""


def add_to(app: typer.Typer) -> None:
    app.command()(year)


def year(
    scale: Annotated[str, typer.Option(help="1 is the programme's real size.")] = "0.01",
    year: Annotated[int, typer.Option(min=2023, max=2025, help="A year of the programme.")] = 2025,
    seed: Annotated[int, typer.Option(help="Equal seeds play equal years on an empty stack.")] = 1,
    acts: Annotated[
        str | None, typer.Option(help=f"Only these, and what they build on: {NAMES}.")
    ] = None,
    apart: Annotated[
        bool, typer.Option("--apart", help="Let the platform settle after each act.")
    ] = False,
    url: Annotated[str | None, typer.Option(help="Another gateway than this stack's.")] = None,
    secrets: Annotated[
        Path | None,
        typer.Option(help="Its folder with issuer.jwk and partners.json."),
    ] = None,
) -> None:
    """Play a year of the programme and reconcile it; exit code 1 when any figure differs."""
    # Here and not above: Faker and its like cost every other command a quarter of a second.
    from programme.actors.door import Refused, Unreachable
    from programme.actors.events import NotAccepted
    from programme.acts.table import UnknownAct
    from programme.settle import NeverQuiet
    from programme.year import Platform, play_year

    place = find_place()
    platform = Platform(
        gateway_url=url or place.url("gateway"),
        amqp_uris=_partners(secrets / "partners.json" if secrets else place.run / "partners.json"),
        mint=partial(issuer(secrets or place.keys), hours=HOURS),
        cpu_seconds=None if url else partial(cpu_seconds, place),
    )
    play = partial(play_year, platform, year, _scale(scale), seed, place.run / "year.json")
    names = (acts or NAMES).split(",")
    try:
        outcome = play(_console(), acts=[name.strip() for name in names], apart=apart)
    except UnknownAct as unknown:
        raise Advice(f"--acts {acts}: {unknown}") from unknown
    except (Refused, Unreachable, NotAccepted, NeverQuiet) as failure:
        raise Advice(f"the year was broken off: {failure}") from failure
    if outcome.differences():
        raise typer.Exit(1)


def _console() -> Console:
    """As wide as the terminal; wide enough for every table where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=160)


def _partners(file: Path) -> dict[str, str]:
    try:
        uris: dict[str, str] = json.loads(file.read_text())
    except FileNotFoundError:
        raise Advice(f"no partners in {file}: start the stack with `make up`") from None
    return uris


def _scale(text: str) -> Decimal:
    try:
        scale = Decimal(text)
    except InvalidOperation:
        scale = Decimal(0)
    if not (scale.is_finite() and Decimal("0.001") <= scale <= 10):
        raise Advice(f"--scale {text} is no scale: choose 0.001 to 10, e.g. 0.1")
    return scale
