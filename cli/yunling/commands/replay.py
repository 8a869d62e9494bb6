"""replay: sending a partner a range of events again."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from yunling.advice import Advice
from yunling.commands.events.options import Secrets, Url, Who, local, moment, out, table
from yunling.commands.subscription import Partner
from yunling.gateway import Gateway

LOOK_EVERY_S = 0.5
Replay = Annotated[str, typer.Argument(help="As `replay list` shows it.")]


def add_to(app: typer.Typer) -> None:
    replay = typer.Typer(help="Sending a partner a range of events again.", no_args_is_help=True)
    replay.command()(start)
    replay.command("list")(list_replays)
    replay.command()(cancel)
    app.add_typer(replay, name="replay")


def start(
    partner_id: Partner,
    who: Who,
    first: Annotated[int | None, typer.Option(min=1, help="From this deliverysequence.")] = None,
    last: Annotated[int | None, typer.Option(min=1, help="Up to this one; to the end.")] = None,
    since: Annotated[str | None, typer.Option(help="Or sent since: 2h, 3d, a time.")] = None,
    until: Annotated[str | None, typer.Option(help="Sent until then.")] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Only of this type; repeatable.")
    ] = None,
    within_s: Annotated[float, typer.Option(help="How long to watch it.")] = 60,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Send a range to the partner's queue again, and watch it until it ends."""
    if first is None and since is None:
        raise Advice("say where to begin: --first NUMBER or --since TIME")
    gateway = Gateway(url, secrets, who)
    path = f"/v1/partners/{partner_id}/replays"
    wanted: dict[str, Any] = {"first": first, "last": last, "types": types}
    made = gateway.post(path, **wanted, since=moment(since), until=moment(until))
    end = time.monotonic() + within_s
    while made["state"] == "running" and time.monotonic() < end:
        time.sleep(LOOK_EVERY_S)
        made = gateway.get(f"{path}/{made['replay_id']}")
    out.print(
        f"{made['replay_id']} {made['state']}: of {made['first']} to {made['last']} "
        f"{made['sent']} sent, {made['withheld']} withheld"
    )


def list_replays(partner_id: Partner, who: Who, url: Url = None, secrets: Secrets = None) -> None:
    """The partner's replays, newest first."""
    numbers = ("first", "last", "sent", "withheld")
    shown = table("replay", "state", *numbers, "by", "asked", right=numbers)
    for row in Gateway(url, secrets, who).rows(f"/v1/partners/{partner_id}/replays"):
        counts = [str(row[name]) for name in numbers]
        asked = local(row["asked_at"])
        shown.add_row(row["replay_id"], row["state"], *counts, row["asked_by"], asked)
    out.print(shown)


def cancel(
    partner_id: Partner, replay_id: Replay, who: Who, url: Url = None, secrets: Secrets = None
) -> None:
    """Stop a replay; what went out stays gone."""
    path = f"/v1/partners/{partner_id}/replays/{replay_id}/cancellation"
    ended = Gateway(url, secrets, who).post(path)
    out.print(f"{replay_id} is {ended['state']} after {ended['sent']} events")
