"""events flow, parked, show, audit: looking without changing anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from yunling.advice import Advice
from yunling.commands.events import options
from yunling.commands.events.options import (
    Cause,
    Handler,
    Secrets,
    Service,
    Since,
    Type,
    Until,
    Url,
    Who,
    local,
    out,
    table,
)
from yunling.gateway import Gateway

LISTED_MOST = 200
SUBJECTS = ("person_id", "partner_id", "purpose")


def add_to(events: typer.Typer) -> None:
    for command in (flow, parked, show, audit):
        events.command()(command)


def flow(url: Url = None, secrets: Secrets = None) -> None:
    """Show, by service, what was published and handled and what is held back."""
    figures = ("published", "unsent", "handled", "waiting", "parked")
    shown = table("service", *figures, right=figures)
    for service, seen in Gateway(url, secrets).get("/v1/ops/flow").items():
        if seen is None:
            shown.add_row(service, "no answer")
            continue
        handled = sum(sum(types.values()) for types in seen["handled"].values())
        counts = (sum(seen["published"].values()), seen["unsent"], handled)
        rest = (seen["waiting"], seen["parked"])
        shown.add_row(service, *(f"{count:,}" for count in (*counts, *rest)))
    out.print(shown)


def parked(
    who: Who,
    service: Service = None,
    handler: Handler = None,
    type: Type = None,
    cause: Cause = None,
    since: Since = None,
    until: Until = None,
    groups: Annotated[bool, typer.Option("--groups", help="Count by handler and cause.")] = False,
    waiting: Annotated[bool, typer.Option(help="Those that wait for a retry instead.")] = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """List the events that were given up, oldest first, with cause and tries."""
    state = "waiting" if waiting else "parked"
    wanted = {"service": service, "handler": handler, "type": type, "cause": cause, "state": state}
    wanted |= {"since": options.moment(since), "until": options.moment(until)}
    gateway = Gateway(url, secrets, who)
    if groups:
        _list_groups(gateway.get("/v1/ops/parked-groups", **wanted), state)
    else:
        _list_events(gateway, wanted, state)


def _list_events(gateway: Gateway, wanted: dict[str, Any], state: str) -> None:
    shown = table("id", "handler", "type", "subject", "cause", "tries", "since", right=("tries",))
    more = False
    for row in gateway.rows("/v1/ops/parked", **wanted):
        if shown.row_count == LISTED_MOST:
            more = True
            break
        shown.add_row(
            f"{row['service']}/{row['parked_id']}",
            row["handler"],
            row["type"] or "-",
            row["subject"] or "-",
            row["label"] or "-",
            str(row["tries"]),
            local(row["parked_at"] or row["first_at"]),
        )
    if not shown.row_count:
        out.print(f"no event is {state}")
        return
    out.print(shown)
    if more:
        out.print(f"the oldest {LISTED_MOST} only: --groups counts them all, --cause narrows it")


def _list_groups(answer: dict[str, Any], state: str) -> None:
    shown = table("count", "handler", "type", "cause", "oldest", "newest", right=("count",))
    for group in answer["groups"]:
        shown.add_row(
            f"{group['count']:,}",
            group["handler"],
            group["type"] or "-",
            group["cause"] or "-",
            local(group["oldest"]),
            local(group["newest"]),
        )
    out.print(shown if shown.row_count else f"no event is {state}")
    options.tell_unanswered(answer)


def show(
    id: Annotated[str, typer.Argument(help="SERVICE/ID as `yunling events parked` shows it.")],
    who: Who,
    reveal: Annotated[bool, typer.Option("--reveal", help="Nothing masked; recorded.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why it has to be revealed.")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Write the revealed body to this file, to edit it.")
    ] = None,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Show one event: why it is held, its attributes and its body with personal data masked."""
    gateway, path = Gateway(url, secrets, who), options.event_path(id)
    if reveal and not reason:
        raise Advice("--reveal needs --reason: it is recorded with your name")
    if save and not reveal:
        raise Advice("--save needs --reveal and --reason: a masked body is of no use")
    row = gateway.post(f"{path}/reveal", reason=reason) if reveal else gateway.get(path)
    if save:
        _write(save, row["body"])
        out.print(f"body written to {save}: remove the file when you are done")
        return
    for name, text in _lines(row):
        out.print(f"[bold]{name:<9}[/bold]", end=" ")
        out.print(text, markup=False)
    out.print(row["body"], markup=False)
    if row["edit"]:
        tell_edit(row["edit"])


def tell_edit(edit: dict[str, Any]) -> None:
    out.print(f"\n[bold]proposed[/bold]  by {edit['by']} at {local(edit['at'])}")
    out.print(f"because   {edit['reason']}", markup=False)
    out.print(f"sha256    {edit['sha256']}")
    out.print(edit["body"], markup=False)


def audit(
    who: Who,
    service: Service = None,
    event: Annotated[str | None, typer.Option(help="Only this event, SERVICE/ID.")] = None,
    job: Annotated[str | None, typer.Option(help="What this job did to each event.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The newest so many.")] = 50,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """List who looked at, changed, replayed or discarded what, newest first."""
    wanted: dict[str, Any] = {"service": service, "limit": limit}
    if event:
        wanted["service"], wanted["parked_id"] = options.event_of(event)
    elif job:
        wanted["service"], wanted["job_id"] = options.job_of(job)
    answer = Gateway(url, secrets, who).get("/v1/ops/audit", **wanted)
    shown = table("at", "who", "action", "what", "reason")
    for row in answer["rows"]:
        shown.add_row(
            local(row["at"]), row["who"] or "-", row["action"], _what(row), row["reason"] or "-"
        )
    out.print(shown if shown.row_count else "nothing is recorded")
    options.tell_unanswered(answer)


def _what(row: dict[str, Any]) -> str:
    if "parked_id" in row:
        return f"{row['service']}/{row['parked_id']}"
    if "events" not in row:
        return " ".join(f"{name}={row[name]}" for name in SUBJECTS if row.get(name)) or "-"
    query = " ".join(f"{name}={given}" for name, given in row.get("query", {}).items())
    by = f"by job {row['service']}/{row['job_id']} " if row.get("job_id") else ""
    return f"{row['events']:,} event(s) {by}{query}".rstrip()


def _lines(row: dict[str, Any]) -> list[tuple[str, str]]:
    """What is told of an event above its body."""
    masked = "personal data masked" if row["masked"] else "nothing masked, recorded"
    lines = [
        ("event", f"{row['type'] or '-'} {row['event_id'] or '-'}"),
        ("from", f"{row['source'] or '-'}, subject {row['subject'] or '-'}"),
        ("handler", row["handler"]),
        ("cause", _cause(row)),
        ("state", f"{row['state']} after {row['tries']} tries"),
        ("came", local(row["first_at"])),
        ("parked", local(row["parked_at"])) if row["parked_at"] else ("due", local(row["due_at"])),
        ("trace", row["traceparent"] or "-"),
    ]
    if row["behind"]:
        lines.append(("behind it", f"{row['behind']} event(s) of its subject"))
    lines.append(("body", f"{row['bytes']:,} bytes, sha256 {row['sha256']}, {masked}:"))
    return lines


def _cause(row: dict[str, Any]) -> str:
    """The cause in one line, with a refusal's facts or a schema's messages behind it."""
    cause = row["cause"] or {}
    more = cause.get("facts") or cause.get("reason")
    return f"{row['label']} {more}" if isinstance(more, dict) else str(row["label"])


def _write(file: Path, body: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(body)
