"""partner rejected, gaps: what a partner sent in vain, and what never came."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

import typer

from yunling.commands.events.options import Secrets, Url, Who, local, out, table
from yunling.commands.partner import options
from yunling.gateway import Gateway

LISTED_MOST = 200

Partner = Annotated[str | None, typer.Argument(help="Its id; all partners when left out.")]


def add_to(partner: typer.Typer) -> None:
    for command in (rejected, gaps):
        partner.command()(command)


def rejected(
    who: Who,
    partner_id: Partner = None,
    still_open: Annotated[
        bool, typer.Option("--open", help="Only what was not accepted since.")
    ] = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Show events that could not come in, newest first, and why; send them again once mended.

    With YUNLING_TOKEN set to a partner's API key it shows that partner its own.
    """
    asked = {"partner_id": partner_id, "open": "true" if still_open else None}
    rows = Gateway(url, secrets, who).rows("/v1/events/rejected", **asked)
    shown = table("last came", "partner", "way", "type", "id", "times", "why", "accepted")
    for row in islice(rows, LISTED_MOST):
        sender = row["partner_id"] or "unknown"
        about = (local(row["last_at"]), sender, row["way"], options.short(row["type"] or "-"))
        shown.add_row(*about, row["event_id"] or "-", str(row["times"]), _why(row), _fixed(row))
    out.print(shown)


def gaps(who: Who, partner_id: Partner = None, url: Url = None, secrets: Secrets = None) -> None:
    """Show, by type, the numbers that a partner gave its events and those that never came."""
    shown = table("partner", "type", "highest", "missing", right=("highest",))
    for row in Gateway(url, secrets, who).rows("/v1/events/gaps", partner_id=partner_id):
        missing = ", ".join(map(_range, row["gaps"])) or "none"
        shown.add_row(row["partner_id"], options.short(row["type"]), str(row["highest"]), missing)
    out.print(shown)


def _why(row: dict[str, Any]) -> str:
    wrong = "; ".join(f"{one['field']}: {one['reason']}" for one in row["errors"])
    return f"{row['code']}: {wrong}" if wrong else str(row["code"])


def _fixed(row: dict[str, Any]) -> str:
    return local(row["fixed_at"]) if row["fixed_at"] else "no"


def _range(gap: dict[str, int]) -> str:
    return str(gap["first"]) if gap["first"] == gap["last"] else f"{gap['first']}-{gap['last']}"
