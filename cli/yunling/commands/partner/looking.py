"""partner list, show: who is registered."""

from __future__ import annotations

import typer

from yunling.commands.events.options import Secrets, Url, Who, local, out, table
from yunling.commands.partner import options
from yunling.commands.partner.options import Id
from yunling.gateway import Gateway


def add_to(partner: typer.Typer) -> None:
    partner.command("list")(list_partners)
    partner.command()(show)


def list_partners(who: Who, url: Url = None, secrets: Secrets = None) -> None:
    """Show every partner."""
    shown = table("partner", "name", "role", "state", "types")
    for partner in Gateway(url, secrets, who).rows("/v1/partners"):
        types = ", ".join(map(options.short, partner["types"]))
        about = (partner["partner_id"], partner["name"], partner["role"])
        shown.add_row(*about, options.state(partner), types)
    out.print(shown)


def show(partner_id: Id, who: Who, url: Url = None, secrets: Secrets = None) -> None:
    """Show one partner and its keys."""
    partner = Gateway(url, secrets, who).get(f"/v1/partners/{partner_id}")
    region = f", region {partner['region']}" if partner["region"] else ""
    out.print(f"{partner_id}: {partner['name']}, {partner['role']}{region}")
    out.print(f"  {options.state(partner)}, {partner['events_per_minute']:,} events a minute")
    for type in partner["types"]:
        out.print(f"  sends {type}")
    due = ", a change of which the broker has not heard yet" if partner["broker_due"] else ""
    out.print(f"  AMQP account{due}" if partner["has_account"] else "  no AMQP account")
    keys = table("key", "made", "good until", "revoked", "signs", "scopes")
    for key in partner["keys"]:
        revoked = local(key["revoked_at"]) if key["revoked_at"] else "-"
        moments = (local(key["created_at"]), local(key["expires_at"]), revoked)
        scopes = ", ".join(key["scopes"]) or "all of its role"
        keys.add_row(key["prefix"], *moments, "yes" if key["signed"] else "no", scopes)
    out.print(keys)
