"""day: the business day of a platform, shown or moved forward."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from yunling.advice import Advice
from yunling.commands.events.options import Secrets, Url
from yunling.gateway import Gateway


def add_to(app: typer.Typer) -> None:
    app.command()(day)


def day(
    to: Annotated[str | None, typer.Argument(help="The day to move to, YYYY-MM-DD.")] = None,
    at: Annotated[
        str | None,
        typer.Option(help="HH:MM, where the time of day stands; otherwise it is the real one."),
    ] = None,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Show the business day of the platform, or move it forward; it never goes back."""
    gateway = Gateway(url, secrets)
    if to is None:
        if at is not None:
            raise Advice("--at needs the day: `yunling day 2026-03-02 --at 09:00`")
        shown = gateway.get("/v1/business-day")
    else:
        shown = gateway.post("/v1/ops/business-day", day=a_day(to).isoformat(), time=at)
    real = "" if shown["movable"] else " (the real day)"
    typer.echo(f"{shown['day']} {shown['time']}{real}")


def a_day(text: str) -> date:
    """A day as it was typed. Raises Advice."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        read = None
    # Python reads other forms of ISO 8601 too.
    if read is None or read.isoformat() != text:
        raise Advice(f"{text} is no day: write YYYY-MM-DD, such as 2026-03-02")
    return read
