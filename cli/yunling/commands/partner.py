"""partner: accounts on the broker for partners that publish over AMQP."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from yunling.advice import Advice
from yunling.stack.place import find_place
from yunling.stack.rabbit import add_partners
from yunling.stack.secret import load_secrets

PARTNER_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")


def add_to(app: typer.Typer) -> None:
    app.command()(partner)


def partner(
    partner_id: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits, -.")],
) -> None:
    """Let a partner publish over AMQP on this stack, and print its address.

    The user partner-ID may write to the exchange yunling.intake and to nothing else. Asking
    again prints the same address.
    """
    if not PARTNER_ID.fullmatch(partner_id):
        raise Advice(f"{partner_id} is no partner id: lower-case letters, digits and -, up to 48")
    place = find_place()
    typer.echo(add_partners(place, load_secrets(place), [partner_id])[partner_id])
