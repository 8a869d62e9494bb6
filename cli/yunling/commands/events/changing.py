"""events edit, approve: another body for a parked event, by two persons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from yunling.advice import Advice
from yunling.commands.events import options
from yunling.commands.events.looking import tell_edit
from yunling.commands.events.options import Secrets, Url, Who, Yes, out
from yunling.gateway import Gateway

Id = Annotated[str, typer.Argument(help="SERVICE/ID as `yunling events parked` shows it.")]


def add_to(events: typer.Typer) -> None:
    for command in (edit, approve):
        events.command()(command)


def edit(
    id: Id,
    who: Who,
    file: Annotated[Path, typer.Option(help="The whole event as JSON, same id and source.")],
    reason: Annotated[str, typer.Option(help="Why; recorded with your name.", prompt="why?")],
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Propose another body for a parked event; a second person approves it."""
    path = options.event_path(id)
    try:
        event = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Advice(
            f"no file {file}: `yunling events show {id} --reveal --reason ... --save {file}`"
        ) from None
    except ValueError as broken:
        raise Advice(f"{file} is no JSON: {broken}") from None
    answer = Gateway(url, secrets, who).post(f"{path}/edit", event=event, reason=reason)
    out.print(f"{id} proposed, sha256 {answer['sha256']}")
    out.print(f"another person approves it: `yunling events approve {id}`")


def approve(id: Id, who: Who, yes: Yes = False, url: Url = None, secrets: Secrets = None) -> None:
    """Approve what somebody else proposed for an event, which is then tried again with it."""
    gateway, path = Gateway(url, secrets, who), options.event_path(id)
    proposed = gateway.get(path)["edit"]
    if proposed is None:
        raise Advice(f"nobody has proposed a change of {id}: `yunling events edit {id}`")
    tell_edit(proposed)
    if not yes:
        typer.confirm("approve it, and try the event again with it?", abort=True)
    gateway.post(f"{path}/approval", sha256=proposed["sha256"])
    out.print(f"{id} approved, and tried again")
