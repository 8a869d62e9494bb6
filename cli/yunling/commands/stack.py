"""up, down, status, logs, restart, scale: the local stack."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from yunling.advice import Advice
from yunling.commands.day import a_day
from yunling.gateway import Gateway
from yunling.stack import lifecycle
from yunling.stack.orphan import marked
from yunling.stack.place import (
    OFFSETS,
    REPLICAS_MOST,
    STORES,
    Place,
    find_place,
    of_replica,
)
from yunling.stack.program import MORE, SIMULATORS
from yunling.stack.readiness import is_ready
from yunling.stack.supervision import Supervisor, connected

out = Console(soft_wrap=True, highlight=False)


class Part(StrEnum):
    INFRA = "infra"


def add_to(app: typer.Typer) -> None:
    for command in (up, down, status, logs, start, stop, restart, scale):
        app.command()(command)


Replicas = Annotated[
    int, typer.Option(min=1, max=REPLICAS_MOST, help="How many of each service and the gateway.")
]


def up(
    only: Annotated[Part | None, typer.Option(help="Start broker, database and mail only.")] = None,
    management: Annotated[
        bool,
        typer.Option(
            help="With figures on RabbitMQ's management page.", envvar="YUNLING_MANAGEMENT"
        ),
    ] = False,
    replicas: Replicas = 1,
    begins: Annotated[
        str | None,
        typer.Option(help="The business day, YYYY-MM-DD, that a stack without data begins with."),
    ] = None,
) -> None:
    """Start the local stack and wait until it is ready."""
    place = find_place()
    day = a_day(begins) if begins else None
    with out.status("starting"):
        lifecycle.up(place, out.print, only is Part.INFRA, management, day)
        if replicas > 1 and not only:
            _scale(place, STORES, replicas)
    where = f"AMQP {place.address('rabbitmq')}" if only else place.url("gateway")
    out.print(f"up: {where} (settings: {place.environment_file})")
    if not only:
        out.print(_business_day(begins))


def _business_day(begins: str | None) -> str:
    day = Gateway().get("/v1/business-day")["day"]
    if begins in (None, day):
        return f"business day: {day}"
    return f"business day: {day}, for this stack has data; `make clean-data` first to begin anew"


def down() -> None:
    """Stop the local stack; its data stays."""
    with out.status("stopping"):
        stopped = lifecycle.down(find_place(), out.print)
    out.print("down" if stopped else "nothing was running")


def status() -> None:
    """Show every process; exit code 1 unless all that were started are ready."""
    place = find_place()
    with connected(place) as supervisor:
        if supervisor is None:
            left = len(list(marked(place)))
            lost = f", but {left} processes lost their supervisor: `make down` ends them"
            out.print(f"down{lost if left else ' (`make up` starts it)'}")
            raise typer.Exit(1)
        processes = [p for p in supervisor.processes() if not _is_spare(p)]
        rows = [_row(place, process) for process in processes]
    out.print(_table(rows))
    if any(state != "stopped" and not _is_good(state, ready) for _, _, state, ready, _ in rows):
        raise typer.Exit(1)


def logs(
    name: Annotated[str, typer.Argument(help="A process of `yunling status`, or supervisor.")],
    lines: Annotated[int, typer.Option(min=0, help="How many lines to begin with.")] = 50,
    follow: Annotated[bool, typer.Option(help="Keep showing new lines.")] = True,
) -> None:
    """Show a process's log and follow it."""
    place = find_place()
    file = place.log(name)
    if not file.is_file():
        known = sorted(log.stem for log in place.logs.glob("*.log"))
        raise Advice(f"no log of {name}: {'one of ' + ', '.join(known) if known else '`make up`'}")
    sys.stdout.flush()
    tail = ["tail", "-n", str(lines), *(["-F"] if follow else []), str(file)]
    os.execvp("tail", tail)  # noqa: S606  (the command becomes tail: no shell is wanted)


Name = Annotated[str, typer.Argument(help="A process of `yunling status`.")]


def start(name: Name) -> None:
    """Start one process that was stopped, and wait until it is ready."""
    _one(name, lifecycle.start)
    out.print(f"{name} started")


def stop(name: Name) -> None:
    """Stop one process and leave the rest running."""
    _one(name, lifecycle.stop)
    out.print(f"{name} stopped")


def restart(name: Name) -> None:
    """Stop one process and start it again, e.g. after a change of its code."""
    _one(name, lifecycle.stop)
    _one(name, lifecycle.start)
    out.print(f"{name} restarted")


def scale(
    service: Annotated[str, typer.Argument(help="A service, or gateway.")],
    replicas: Annotated[int, typer.Argument(min=1, max=REPLICAS_MOST)],
) -> None:
    """Run a service in so many replicas; each further gateway has a port of its own."""
    if service not in STORES:
        raise Advice(f"no service {service}: one of {', '.join(STORES)}")
    _scale(find_place(), [service], replicas)
    out.print(f"{service}: {replicas}")


def _scale(place: Place, services: Iterable[str], replicas: int) -> None:
    with lifecycle.only_one(place), connected(place) as supervisor:
        if supervisor is None:
            raise Advice("the stack is down: `make up`")
        for service in services:
            lifecycle.scale(place, supervisor, service, replicas)


def _one(name: str, change: Callable[[Place, Supervisor, str], None]) -> None:
    place = find_place()
    with connected(place) as supervisor:
        if supervisor is None:
            raise Advice("the stack is down: `make up`")
        groups = {process["name"]: process["group"] for process in supervisor.processes()}
        if name not in groups:
            raise Advice(f"no process {name}: one of {', '.join(groups)}")
        change(place, supervisor, f"{groups[name]}:{name}")


Row = tuple[str, int, str, str, int | None]


def _row(place: Place, process: dict[str, object]) -> Row:
    name = str(process["name"])
    running = process["statename"] == "RUNNING"
    ready = "-" if not running else "ready" if is_ready(place, name) else "not ready"
    pid = int(str(process["pid"]))
    state = "up" if running else str(process["statename"]).lower()
    return name, pid, state, ready, place.port(name) if of_replica(name)[0] in OFFSETS else None


def _is_spare(process: dict[str, object]) -> bool:
    """A further replica or a simulator that nobody asked for."""
    return process["group"] in (MORE, SIMULATORS) and process["statename"] == "STOPPED"


def _is_good(state: str, ready: str) -> bool:
    return state == "up" and ready == "ready"


def _table(rows: list[Row]) -> Table:
    table = Table("process", "pid", "state", "ready", "port", box=None)
    for name, pid, state, ready, port in rows:
        style = "dim" if state == "stopped" else None if _is_good(state, ready) else "red"
        table.add_row(name, str(pid or "-"), state, ready, str(port or "-"), style=style)
    return table
