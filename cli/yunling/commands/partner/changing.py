"""partner change, suspend, resume, remove."""

from __future__ import annotations

from typing import Annotated

import typer

from yunling.commands.events.options import Secrets, Url, Who, Yes, out
from yunling.commands.partner import options
from yunling.commands.partner.options import Id, Rate, Reason, Types
from yunling.gateway import Gateway


def add_to(partner: typer.Typer) -> None:
    for command in (change, suspend, resume, remove):
        partner.command()(command)


def change(
    partner_id: Id,
    who: Who,
    reason: Reason,
    types: Types = None,
    name: Annotated[str | None, typer.Option(help="How people call it.")] = None,
    region: Annotated[str | None, typer.Option(help="GB/T 2260 code of a labour bureau.")] = None,
    per_minute: Rate = None,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Change what is given; the types given take the place of all that it had."""
    changed = {
        "name": name,
        "types": options.whole(types),
        "region": region,
        "events_per_minute": per_minute,
    }
    Gateway(url, secrets, who).post(f"/v1/partners/{partner_id}/changes", **changed, reason=reason)
    out.print(f"{partner_id} is changed")


def suspend(
    partner_id: Id, who: Who, reason: Reason, url: Url = None, secrets: Secrets = None
) -> None:
    """Shut a partner out, its keys and its connections, until it is resumed."""
    Gateway(url, secrets, who).post(f"/v1/partners/{partner_id}/suspension", reason=reason)
    out.print(f"{partner_id} is suspended")


def resume(
    partner_id: Id, who: Who, reason: Reason, url: Url = None, secrets: Secrets = None
) -> None:
    """Let a suspended partner in again, with the keys and the account that it had."""
    Gateway(url, secrets, who).post(f"/v1/partners/{partner_id}/resumption", reason=reason)
    out.print(f"{partner_id} is active")


def remove(
    partner_id: Id,
    who: Who,
    reason: Reason,
    yes: Yes = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """End a partner for good, with its keys and its account; its id is never given out again."""
    if not yes:
        typer.confirm(f"end {partner_id} for good?", abort=True)
    Gateway(url, secrets, who).post(f"/v1/partners/{partner_id}/removal", reason=reason)
    out.print(f"{partner_id} is removed")
