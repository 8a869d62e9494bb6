"""events: what flows, what waits, and the repair of what was parked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from yunling.advice import Advice
from yunling.gateway import Gateway

out = Console(soft_wrap=True, highlight=False)
events = typer.Typer(help="Events: what flows, what is parked, and its repair.")

Service = Annotated[str | None, typer.Option(help="Only this service, e.g. loans.")]
Url = Annotated[str | None, typer.Option(help="Another gateway than this stack's.")]
Secrets = Annotated[Path | None, typer.Option(help="Its folder with issuer.jwk.")]
Parked = Annotated[
    list[str], typer.Argument(help="SERVICE/ID as `yunling events parked` shows it.")
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(events, name="events")


@events.command()
def flow(url: Url = None, secrets: Secrets = None) -> None:
    """Show, by service, what was published and handled and what is held back."""
    table = Table(box=None, header_style="bold")
    for column in ("service", "published", "unsent", "handled", "waiting", "parked"):
        table.add_column(column, justify="left" if column == "service" else "right")
    for service, seen in Gateway(url, secrets).get("/v1/ops/flow").items():
        if seen is None:
            table.add_row(service, "no answer")
            continue
        handled = sum(sum(types.values()) for types in seen["handled"].values())
        figures = (sum(seen["published"].values()), seen["unsent"], handled)
        rest = (seen["waiting"], seen["parked"])
        table.add_row(service, *(f"{figure:,}" for figure in (*figures, *rest)))
    out.print(table)


@events.command()
def parked(
    service: Service = None,
    waiting: Annotated[bool, typer.Option(help="Those that wait for a retry instead.")] = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """List the events that were given up, oldest first, with cause and tries."""
    state = "waiting" if waiting else "parked"
    rows = list(Gateway(url, secrets).rows("/v1/ops/parked", service=service, state=state))
    if not rows:
        out.print(f"no event is {state}")
        return
    table = Table(box=None, header_style="bold")
    for column in ("id", "handler", "type", "subject", "cause", "tries", "since"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(
            f"{row['service']}/{row['parked_id']}",
            row["handler"],
            row["type"] or "-",
            row["subject"] or "-",
            _cause(row["cause"]),
            str(row["tries"]),
            row["first_at"][:19],
        )
    out.print(table)


@events.command()
def replay(ids: Parked, url: Url = None, secrets: Secrets = None) -> None:
    """Try parked events again, at once."""
    _repair(ids, "replay", Gateway(url, secrets))


@events.command()
def discard(
    ids: Parked,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Give parked events up for good; what waits behind them goes on."""
    if not yes:
        typer.confirm(f"discard {len(ids)} event(s) for good?", abort=True)
    _repair(ids, "discard", Gateway(url, secrets))


def _repair(ids: list[str], action: str, gateway: Gateway) -> None:
    for id in ids:
        service, _, parked_id = id.partition("/")
        if not parked_id:
            raise Advice(f"{id} is no parked event: SERVICE/ID as `yunling events parked` shows")
        answer = gateway.post(f"/v1/ops/parked/{service}/{parked_id}/{action}")
        out.print(f"{id} {answer['state']}")


def _cause(cause: dict[str, Any]) -> str:
    """`refused: loan_not_found`, `failed: KeyError at loan.py:12`, `invalid: ...`"""
    facts = [str(value) for name, value in cause.items() if name != "kind" and value]
    return f"{cause['kind']}: {' '.join(facts)}" if facts else str(cause["kind"])
