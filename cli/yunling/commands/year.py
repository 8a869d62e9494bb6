"""year: the main job, one year of the programme played against this stack from outside."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Annotated

import typer
from programme.actors.door import Refused, Unreachable
from programme.actors.partners import ALL
from programme.settle import NeverQuiet
from programme.year import Platform, play_year
from rich.console import Console

from yunling.advice import Advice
from yunling.stack.place import Place, find_place
from yunling.stack.rabbit import add_partners
from yunling.stack.secret import read_secrets
from yunling.tokens import issue

HOURS = 24


def add_to(app: typer.Typer) -> None:
    app.command()(year)


def year(
    scale: Annotated[str, typer.Option(help="1 is the programme's real size.")] = "0.01",
    year: Annotated[int, typer.Option(min=2023, max=2025, help="A year of the programme.")] = 2025,
    seed: Annotated[int, typer.Option(help="Equal seeds play equal years on an empty stack.")] = 1,
) -> None:
    """Play a year of the programme and reconcile it; exit 1 when any figure differs."""
    place = find_place()
    try:
        outcome = play_year(
            _platform(place), year, _scale(scale), seed, place.run / "year.json", Console()
        )
    except (Refused, Unreachable, NeverQuiet) as failure:
        raise Advice(f"the year was broken off: {failure}") from failure
    if outcome.differences():
        raise typer.Exit(1)


def _platform(place: Place) -> Platform:
    amqp_uris = add_partners(place, read_secrets(place), ALL)
    mint = partial(_mint, place)
    return Platform(place.url("gateway"), amqp_uris, mint)


def _mint(place: Place, role: str, **claims: str | None) -> str:
    return issue(place.keys, role=role, hours=HOURS, **claims)


def _scale(text: str) -> Decimal:
    try:
        scale = Decimal(text)
    except InvalidOperation:
        scale = Decimal(0)
    if not Decimal("0.001") <= scale <= 10:
        raise Advice(f"--scale {text} is no scale: choose 0.001 to 10, e.g. 0.1")
    return scale
