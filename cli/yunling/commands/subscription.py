"""subscription: what a partner is sent."""

from __future__ import annotations

from typing import Annotated

import typer

from yunling.commands.events.options import Secrets, Url, Who, local, out, table
from yunling.gateway import Gateway

Partner = Annotated[str, typer.Argument(help="The partner's id.")]


def add_to(app: typer.Typer) -> None:
    subscription = typer.Typer(
        help="What a partner is sent: event types, and from where.", no_args_is_help=True
    )
    subscription.command()(add)
    subscription.command("list")(list_subscriptions)
    subscription.command()(remove)
    subscription.command()(mailbox)
    app.add_typer(subscription, name="subscription")


def add(
    partner_id: Partner,
    types: Annotated[list[str], typer.Argument(help="Event types, as in the catalogue.")],
    who: Who,
    region: Annotated[
        str | None, typer.Option(help="GB/T 2260 code; all that the partner may see if left out.")
    ] = None,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Let a partner be sent events of some types, from now on."""
    gateway = Gateway(url, secrets, who)
    made = gateway.post(f"/v1/partners/{partner_id}/subscriptions", types=types, region=region)
    out.print(f"{made['subscription_id']} {made['region']} {' '.join(made['types'])}")


def list_subscriptions(
    partner_id: Partner, who: Who, url: Url = None, secrets: Secrets = None
) -> None:
    """What a partner has subscribed to."""
    shown = table("subscription", "region", "types", "by", "since")
    for row in Gateway(url, secrets, who).rows(f"/v1/partners/{partner_id}/subscriptions"):
        types = "\n".join(row["types"])
        since = local(row["made_at"])
        shown.add_row(row["subscription_id"], row["region"], types, row["made_by"], since)
    out.print(shown)


def remove(
    partner_id: Partner,
    subscription_id: Annotated[str, typer.Argument(help="As `subscription list` shows it.")],
    who: Who,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """End a subscription; what is on its way still arrives."""
    path = f"/v1/partners/{partner_id}/subscriptions/{subscription_id}"
    Gateway(url, secrets, who).delete(path)
    out.print(f"{subscription_id} is ended")


def mailbox(partner_id: Partner, who: Who, url: Url = None, secrets: Secrets = None) -> None:
    """How far a partner is with what it is sent."""
    box = Gateway(url, secrets, who).get(f"/v1/partners/{partner_id}/mailbox")
    out.print(f"queue {box['queue']}: {box['done']} of {box['last']} went there")
    if box["waiting"]:
        since = local(box["waiting_since"])
        out.print(f"{box['waiting']} wait for room in it, the oldest since {since}")
