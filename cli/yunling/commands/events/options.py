"""What the commands on events share: options, ids, moments and tables."""

from __future__ import annotations

import getpass
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from yunling.advice import Advice

# A file or a pipe has no width to keep to; a table folded at 80 columns is of no use in it.
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else 240)

AGO = re.compile(r"(\d+)(m|h|d)")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}

Service = Annotated[str | None, typer.Option(help="Only this service, e.g. loans.")]
Handler = Annotated[str | None, typer.Option(help="Only this handler, e.g. loans.on_bank.")]
Type = Annotated[str | None, typer.Option(help="Only this type of event.")]
Cause = Annotated[str | None, typer.Option(help="Only this cause, as --groups shows it.")]
Since = Annotated[
    str | None, typer.Option(help="Parked then or later: 2h, 30m, 3d ago, or 2026-11-22T02:00.")
]
Until = Annotated[str | None, typer.Option(help="Parked before then, written like --since.")]
Url = Annotated[str | None, typer.Option(help="Another gateway than this stack's.")]
Secrets = Annotated[Path | None, typer.Option(help="Its folder with issuer.jwk.")]
Who = Annotated[
    str,
    typer.Option("--as", help="Your name in the audit records.", default_factory=getpass.getuser),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def event_of(id: str) -> tuple[str, str]:
    """`loans/0190...` as service and id. Raises Advice when it is no parked event."""
    return _split(id, "no parked event: SERVICE/ID as `yunling events parked` shows")


def job_of(id: str) -> tuple[str, str]:
    return _split(id, "no repair job: SERVICE/ID as `yunling events jobs` shows")


def event_path(id: str) -> str:
    return "/v1/ops/parked/{}/{}".format(*event_of(id))


def job_path(id: str) -> str:
    return "/v1/ops/repairs/{}/{}".format(*job_of(id))


def _split(id: str, otherwise: str) -> tuple[str, str]:
    service, _, own = id.partition("/")
    if not service or not own or "/" in own:
        raise Advice(f"{id} is {otherwise}")
    return service, own


def moment(written: str | None) -> str | None:
    """`2h` or a time of this machine's zone, in UTC as the interface wants it."""
    if written is None:
        return None
    if ago := AGO.fullmatch(written):
        then = datetime.now().astimezone() - timedelta(**{UNITS[ago[2]]: int(ago[1])})
        return then.isoformat()
    try:
        return datetime.fromisoformat(written).astimezone().isoformat()
    except ValueError:
        raise Advice(f"{written} is no time: 30m, 2h, 3d, or 2026-11-22T02:00") from None


def local(shown: str | None) -> str:
    """A moment of the interface in this machine's zone, to the second."""
    if shown is None:
        return "-"
    return datetime.fromisoformat(shown).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def table(*columns: str, right: tuple[str, ...] = ()) -> Table:
    made = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def tell_unanswered(answer: dict[str, Any]) -> None:
    """Say which services are missing from a list, so that nobody takes it for the whole."""
    if answer["unanswered"]:
        services = ", ".join(answer["unanswered"])
        out.print(f"without {services}: no answer from there, see `yunling status`", style="red")
