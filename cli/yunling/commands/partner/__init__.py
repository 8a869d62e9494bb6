"""partner: bodies outside that send events, their keys and their accounts on the broker."""

from __future__ import annotations

import typer

from yunling.commands.partner import changing, keys, looking, received

GROUPS = (keys, looking, changing, received)


def add_to(app: typer.Typer) -> None:
    partner = typer.Typer(
        help="Partners: who they are, what they may send, their keys.", no_args_is_help=True
    )
    for group in GROUPS:
        group.add_to(partner)
    app.add_typer(partner, name="partner")
