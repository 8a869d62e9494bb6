"""events unrouted: what no queue wanted."""

from __future__ import annotations

from typing import Annotated

import typer

from yunling.advice import Advice
from yunling.commands.events.options import Secrets, Url, Who, Yes, out, table
from yunling.gateway import Gateway


def add_to(events: typer.Typer) -> None:
    events.command()(unrouted)


def unrouted(
    who: Who,
    give_back: Annotated[bool, typer.Option("--give-back", help="Publish them again.")] = False,
    discard: Annotated[str | None, typer.Option(help="Throw away those of this type.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; it is recorded with your name.")] = None,
    yes: Yes = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Count the events that no queue wanted, by type; give them back once somebody does."""
    gateway = Gateway(url, secrets, who)
    if not give_back and not discard:
        _list(gateway)
        return
    if give_back and discard:
        raise Advice("either --give-back or --discard TYPE")
    if discard and not yes:
        typer.confirm(f"throw away every unrouted {discard} for good?", abort=True)
    reason = reason or str(typer.prompt("why? (recorded with your name)"))
    if give_back:
        given = gateway.post("/v1/ops/unrouted/return", reason=reason)["events"]
        out.print(f"{given:,} event(s) given back; what still fits nowhere comes back:")
    else:
        gone = gateway.post("/v1/ops/unrouted/discard", reason=reason, type=discard)["events"]
        out.print(f"{gone:,} event(s) thrown away")
    _list(gateway)


def _list(gateway: Gateway) -> None:
    found = gateway.get("/v1/ops/unrouted")
    if not found["events"]:
        out.print("no event is unrouted")
        return
    shown = table("count", "type", right=("count",))
    for row in found["types"]:
        shown.add_row(f"{row['count']:,}", row["type"])
    out.print(shown)
    if found["looked_at"] < found["events"]:
        out.print(f"the oldest {found['looked_at']:,} of {found['events']:,}")
