"""events replay, discard, jobs, job, cancel: trying again and giving up, one event or many."""

from __future__ import annotations

import time
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
    Yes,
    local,
    out,
    table,
)
from yunling.gateway import Gateway

LOOK_EVERY_S = 1.0
DONE = {"replay": "replayed", "discard": "discarded"}
Ids = Annotated[
    list[str] | None, typer.Argument(help="SERVICE/ID as `yunling events parked` shows it.")
]
Reason = Annotated[str | None, typer.Option(help="Why; it is recorded with your name.")]
Job = Annotated[str, typer.Argument(help="SERVICE/ID as `yunling events jobs` shows it.")]
Detach = Annotated[bool, typer.Option("--detach", help="Do not wait for the job's end.")]


def add_to(events: typer.Typer) -> None:
    for command in (replay, discard, jobs, job, cancel):
        events.command()(command)


def replay(
    who: Who,
    ids: Ids = None,
    service: Service = None,
    handler: Handler = None,
    type: Type = None,
    cause: Cause = None,
    since: Since = None,
    until: Until = None,
    reason: Reason = None,
    yes: Yes = False,
    detach: Detach = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Try parked events again: those named, or all that fit, as a job in the background."""
    gateway = Gateway(url, secrets, who)
    wanted = _wanted(service, handler, type, cause, since, until)
    _repair("replay", gateway, ids or [], wanted, reason, yes=yes or bool(ids), detach=detach)


def discard(
    who: Who,
    ids: Ids = None,
    service: Service = None,
    handler: Handler = None,
    type: Type = None,
    cause: Cause = None,
    since: Since = None,
    until: Until = None,
    reason: Reason = None,
    yes: Yes = False,
    detach: Detach = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Give parked events up for good; what waits behind them goes on. This cannot be undone."""
    gateway = Gateway(url, secrets, who)
    wanted = _wanted(service, handler, type, cause, since, until)
    _repair("discard", gateway, ids or [], wanted, reason, yes=yes, detach=detach)


def jobs(who: Who, service: Service = None, url: Url = None, secrets: Secrets = None) -> None:
    """List the newest repair jobs of all services."""
    answer = Gateway(url, secrets, who).get("/v1/ops/repairs", service=service)
    figures = ("total", "done", "applied", "failing")
    shown = table("id", "action", "state", *figures, "by", "at", "reason", right=figures)
    for row in answer["rows"]:
        shown.add_row(
            f"{row['service']}/{row['job_id']}",
            row["action"],
            row["state"],
            *(f"{row[figure]:,}" for figure in figures),
            row["by"] or "-",
            local(row["at"]),
            row["reason"],
        )
    out.print(shown if shown.row_count else "no repair job was started yet")
    options.tell_unanswered(answer)


def job(
    id: Job,
    who: Who,
    follow: Annotated[bool, typer.Option("--follow", help="Until it has ended.")] = False,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Show how far a repair job is."""
    gateway = Gateway(url, secrets, who)
    if follow:
        _follow(gateway, id)
    else:
        _tell(id, gateway.get(options.job_path(id)))


def cancel(id: Job, who: Who, url: Url = None, secrets: Secrets = None) -> None:
    """Stop a repair job; what it has done stays done."""
    gateway, path = Gateway(url, secrets, who), options.job_path(id)
    gateway.post(f"{path}/cancellation")
    _tell(id, gateway.get(path))


def _wanted(
    service: str | None,
    handler: str | None,
    type: str | None,
    cause: str | None,
    since: str | None,
    until: str | None,
) -> dict[str, Any]:
    given = {
        "service": service or (handler and handler.partition(".")[0]),
        "handler": handler,
        "type": type,
        "cause": cause,
        "since": options.moment(since),
        "until": options.moment(until),
    }
    return {name: value for name, value in given.items() if value is not None}


def _repair(
    action: str,
    gateway: Gateway,
    ids: list[str],
    wanted: dict[str, Any],
    reason: str | None,
    *,
    yes: bool,
    detach: bool,
) -> None:
    if bool(ids) == bool(wanted):
        raise Advice(f"{action} what? Name events by SERVICE/ID, or a group by --handler, --cause")
    if ids:
        paths = [options.event_path(id) for id in ids]
        if not yes:
            typer.confirm(f"{action} {len(ids)} event(s) for good?", abort=True)
        reason = reason or (_ask_why() if action == "discard" else None)
        for id, path in zip(ids, paths, strict=True):
            out.print(f"{id} {gateway.post(f'{path}/{action}', reason=reason)['state']}")
        return
    _start(action, gateway, wanted, reason, yes=yes, detach=detach)


def _start(
    action: str,
    gateway: Gateway,
    wanted: dict[str, Any],
    reason: str | None,
    *,
    yes: bool,
    detach: bool,
) -> None:
    groups = gateway.get("/v1/ops/parked-groups", **wanted)
    options.tell_unanswered(groups)
    counts: dict[str, int] = {}
    for group in groups["groups"]:
        counts[group["service"]] = counts.get(group["service"], 0) + group["count"]
        out.print(f"{group['count']:>7,}  {group['handler']}  {group['cause']}", markup=False)
    if not counts:
        raise Advice("no parked event fits: see `yunling events parked --groups`")
    if not yes:
        events = f"{sum(counts.values()):,} event(s)"
        good = " for good" if action == "discard" else ""
        typer.confirm(f"{action} {events}{good}?", abort=True)
    reason = reason or _ask_why()
    query = {name: given for name, given in wanted.items() if name != "service"}
    started = [
        gateway.post("/v1/ops/repairs", service=service, action=action, reason=reason, **query)
        for service in sorted(counts)
    ]
    for begun in started:
        id = f"{begun['service']}/{begun['job_id']}"
        out.print(f"job {id} started: it goes on without this window, `yunling events cancel {id}`")
    if not detach:
        for begun in started:
            _follow(gateway, f"{begun['service']}/{begun['job_id']}")


def _follow(gateway: Gateway, id: str) -> None:
    told = ""
    while True:
        row = gateway.get(options.job_path(id))
        if row["state"] != "running" and not row["untried"]:
            _tell(id, row)
            return
        if (line := _progress(row)) != told:
            out.print(line)
            told = line
        time.sleep(LOOK_EVERY_S)


def _tell(id: str, row: dict[str, Any]) -> None:
    out.print(f"{id}  {row['action']} by {row['by']} since {local(row['at'])}: {row['reason']}")
    out.print(_progress(row))
    if row["state"] == "stopped":
        out.print(
            "stopped: every event failed again, so the cause is still there. "
            "`yunling events parked --waiting --groups` shows it; repair that first"
        )
    elif row["failing"]:
        out.print(
            f"{row['failing']:,} failed again and are tried some more: "
            "`yunling events parked --waiting --groups`"
        )


def _progress(row: dict[str, Any]) -> str:
    line = f"{row['state']}: {row['done']:,} of {row['total']:,} {DONE[row['action']]}"
    if row["action"] == "replay":
        line += f", {row['applied']:,} applied"
        line += f", {row['failing']:,} failing again" if row["failing"] else ""
        line += f", {row['untried']:,} not tried yet" if row["untried"] else ""
    return line


def _ask_why() -> str:
    return str(typer.prompt("why? (recorded with your name)"))
