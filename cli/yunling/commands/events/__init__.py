"""events: what flows, what waits, and the repair of what was parked."""

from __future__ import annotations

import typer

from yunling.commands.events import changing, looking, repairing, unrouted

GROUPS = (looking, repairing, changing, unrouted)


def add_to(app: typer.Typer) -> None:
    events = typer.Typer(help="Events: what flows, what is parked, and its repair.")
    for group in GROUPS:
        group.add_to(events)
    app.add_typer(events, name="events")
