"""partner add, rotate, revoke, account: what a partner is let in with."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from yunling.commands.events.options import Secrets, Url, Who, out
from yunling.commands.partner import options
from yunling.commands.partner.options import Id, Rate, Reason, Types
from yunling.gateway import Gateway

OVERLAP_HOURS = 24


class Role(StrEnum):
    BANK = "bank"
    GUARANTOR = "guarantor"
    LABOUR_BUREAU = "labour_bureau"
    TRAINING_PROVIDER = "training_provider"
    PARTNER = "partner"


Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="A call that the key may make; repeatable; all when left out."),
]
Signed = Annotated[bool, typer.Option("--signed", help="The key has to sign each request.")]
Days = Annotated[int | None, typer.Option("--days", min=1, help="How long the key is good.")]
Json = Annotated[bool, typer.Option("--json", help="For a program: one JSON object.")]


def add_to(partner: typer.Typer) -> None:
    for command in (add, rotate, revoke, account):
        partner.command()(command)


def add(
    partner_id: Id,
    who: Who,
    types: Types = None,
    role: Annotated[Role, typer.Option(help="What kind of body it is.")] = Role.PARTNER,
    name: Annotated[str | None, typer.Option(help="How people call it, if not by its id.")] = None,
    region: Annotated[str | None, typer.Option(help="GB/T 2260 code of a labour bureau.")] = None,
    sandbox: Annotated[bool, typer.Option(help="What it sends is checked, no more.")] = False,
    amqp: Annotated[bool, typer.Option(help="Let it publish over AMQP, too.")] = True,
    scope: Scopes = None,
    signed: Signed = False,
    days: Days = None,
    per_minute: Rate = None,
    reason: Annotated[str, typer.Option(help="Why; recorded with your name.")] = "new partner",
    as_json: Json = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Register a partner and print its API key and its address on the broker, this once."""
    gateway = Gateway(url, secrets, who)
    gateway.post(
        "/v1/partners",
        partner_id=partner_id,
        name=name or partner_id,
        role=role.value,
        types=options.whole(types) or [],
        region=region,
        sandbox=sandbox,
        events_per_minute=per_minute,
        reason=reason,
    )
    given = _new_key(gateway, partner_id, scopes=scope, signed=signed, valid_days=days)
    if amqp:
        given["amqp_uri"] = gateway.put(f"/v1/partners/{partner_id}/account")["amqp_uri"]
    _tell(given, as_json)


def rotate(
    partner_id: Id,
    who: Who,
    overlap_hours: Annotated[
        int, typer.Option(min=0, help="How long the keys that it has stay good.")
    ] = OVERLAP_HOURS,
    scope: Scopes = None,
    signed: Signed = False,
    days: Days = None,
    as_json: Json = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Print a new API key in the place of the others, which stay good for some hours."""
    gateway = Gateway(url, secrets, who)
    wanted = {"scopes": scope, "signed": signed, "valid_days": days}
    given = _new_key(gateway, partner_id, **wanted, overlap_hours=overlap_hours)
    _tell(given, as_json)


def revoke(
    partner_id: Id,
    prefix: Annotated[str, typer.Argument(help="The eight digits that name the key.")],
    who: Who,
    reason: Reason,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Take one key back at once."""
    path = f"/v1/partners/{partner_id}/keys/{prefix}/revocation"
    Gateway(url, secrets, who).post(path, reason=reason)
    out.print(f"{partner_id}: key {prefix} is revoked")


def account(
    partner_id: Id, who: Who, as_json: Json = False, url: Url = None, secrets: Secrets = None
) -> None:
    """Print the address of the partner's account on the broker, with a new password.

    Connections that are open stay open; the old password opens no other.
    """
    answer = Gateway(url, secrets, who).put(f"/v1/partners/{partner_id}/account")
    _tell({"amqp_uri": answer["amqp_uri"]}, as_json)


def _new_key(gateway: Gateway, partner_id: str, **wanted: Any) -> dict[str, Any]:
    made = gateway.post(f"/v1/partners/{partner_id}/keys", **wanted)
    shown = ("api_key", "signing_secret", "expires_at")
    return {name: made[name] for name in shown if made[name] is not None}


def _tell(given: dict[str, Any], as_json: bool) -> None:
    """On standard output as they are, for a person or a pipe."""
    if as_json:
        typer.echo(json.dumps(given))
        return
    for name, value in given.items():
        typer.echo(f"{name}: {value}")
