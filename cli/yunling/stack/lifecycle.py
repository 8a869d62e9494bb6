"""Up and down: from whatever state the stack is in to the one that was asked for."""

from __future__ import annotations

import fcntl
import shlex
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from yunling.advice import Advice
from yunling.certificates import ensure_certificates
from yunling.keys import ensure_keys
from yunling.stack import business_clock, mongo, passport, preflight, rabbit, supervision
from yunling.stack.binary import ensure_mongod, ensure_rabbitmq
from yunling.stack.orphan import await_end, reap
from yunling.stack.place import REPLICAS_MOST, Place, remembered_base, replica
from yunling.stack.program import CORE, DOOR, INFRA, MORE, Program, programs, shared_environment
from yunling.stack.readiness import accepts, is_ready
from yunling.stack.secret import load_secrets, write_private
from yunling.stack.supervision import Supervisor, connected

Say = Callable[[str], None]

READY_WITHIN_S = 120

DEAD = {"FATAL", "EXITED", "STOPPED"}
"""States in which the supervisor has given a process up."""


def up(
    place: Place,
    say: Say,
    only_infra: bool = False,
    management: bool = False,
    begins: date | None = None,
) -> None:
    """Start what does not run yet and return when it is ready; starting twice is no error.

    A new stack's business day begins with `begins`, or else with today.
    """
    _refuse_other_ports(place)
    with only_one(place):
        with connected(place) as running:
            if running is None:
                preflight.check_disk(place)
            secrets = load_secrets(place)
            everything = _prepared(place, secrets, say, management, running is None, begins)
            if running is None:
                supervision.launch(place)
        with connected(place) as supervisor:
            if supervisor is None:
                raise Advice(f"the supervisor is gone again: see {place.log('supervisor')}")
            _start_group(supervisor, place, _of(everything, {INFRA}))
            mongo.provision(place, secrets)
            if not only_infra:
                _start_group(supervisor, place, _of(everything, {CORE, DOOR}))


def down(place: Place, say: Say) -> bool:
    """Stop everything of this stack, orphans too. False when nothing ran."""
    if not place.run.exists():
        return False
    with only_one(place):
        with connected(place) as supervisor:
            pid = supervisor.pid() if supervisor else None
            if supervisor is not None:
                supervisor.shut_down()
        with connected(place):
            if pid is not None:
                # It stops answering before it ends, and would count as one that was left over.
                await_end(place, pid)
            orphans = reap(place)
        if orphans:
            say(f"ended {orphans} processes that had lost their supervisor")
        return supervisor is not None or orphans > 0


@contextmanager
def only_one(place: Place) -> Iterator[None]:
    """Two commands must not start or stop the same stack at the same time."""
    place.run.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place.run / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Advice("another `up` or `down` of this stack is running: wait for it") from None
        yield


def _refuse_other_ports(place: Place) -> None:
    remembered = remembered_base(place.run)
    with connected(place) as running:
        if running is not None and remembered not in (None, place.port_base):
            raise Advice(f"the stack runs on port base {remembered}: `make down` first")


def _prepared(
    place: Place, secrets: Any, say: Say, management: bool, fresh: bool, begins: date | None
) -> list[Program]:
    """All files in place. A running supervisor keeps those that it was started with."""
    ensure_rabbitmq(place.root)
    everything = programs(place, secrets, ensure_mongod(place.root))
    if not fresh:
        if management and not rabbit.gathers_figures(place):
            raise Advice("the broker runs without figures for its pages: `make down` first")
        return everything
    orphans = reap(place)
    if orphans:
        say(f"ended {orphans} processes that had lost their supervisor")
    preflight.check_ports(place)
    place.make()
    business_clock.ensure(place, None if mongo.has_data(place) else begins)
    ensure_keys(place.keys)
    ensure_certificates(place.tls)
    passport.write_files(place, secrets)
    rabbit.write_files(place, secrets, management)
    mongo.write_files(place, secrets)
    supervision.write_files(place, everything)
    _write_environment(place, shared_environment(place, secrets))
    return everything


def _write_environment(place: Place, settings: dict[str, str]) -> None:
    """`.run/env`, for `. .run/env` in a shell: every setting, and the address of the door."""
    exported = {"YUNLING_URL": place.url("gateway"), **settings}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in exported.items()]
    write_private(place.environment_file, "\n".join(lines) + "\n")


def _of(everything: Iterable[Program], groups: set[str]) -> list[Program]:
    return [program for program in everything if program.group in groups]


def start(place: Place, supervisor: Supervisor, process: str) -> None:
    """Start one process (`group:name`) and wait until it is ready. Raises Advice if it is not."""
    supervisor.start_one(process)
    _wait_for(supervisor, place, [process.partition(":")[2]])


def stop(place: Place, supervisor: Supervisor, process: str) -> None:
    """Stop one process (`group:name`); returns when it has ended."""
    supervisor.stop_one(process)


def scale(place: Place, supervisor: Supervisor, service: str, replicas: int) -> None:
    """Bring a service to so many replicas, one after the other; the first one always stays."""
    running = {p["name"] for p in supervisor.processes() if p["statename"] == "RUNNING"}
    for number in range(2, REPLICAS_MOST + 1):
        name = replica(service, number)
        if number <= replicas:
            start(place, supervisor, f"{MORE}:{name}")
        elif name in running:
            stop(place, supervisor, f"{MORE}:{name}")


def _start_group(supervisor: Supervisor, place: Place, members: list[Program]) -> None:
    for group in dict.fromkeys(member.group for member in members):
        supervisor.start(group)
    _wait_for(supervisor, place, [member.name for member in members])


def _wait_for(supervisor: Supervisor, place: Place, waiting: list[str]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while waiting := [name for name in waiting if not _serves(place, name)]:
        _refuse_dead(supervisor, place, waiting)
        if time.monotonic() > deadline:
            names = ", ".join(waiting)
            raise Advice(
                f"not ready after {READY_WITHIN_S} s: {names}; see `make logs S={waiting[0]}`"
            )
        time.sleep(0.25)


def _serves(place: Place, name: str) -> bool:
    """A fresh mongod has no role before it is provisioned: its open port must do here."""
    return accepts(place.port(name)) if name == "mongod" else is_ready(place, name)


def _refuse_dead(supervisor: Supervisor, place: Place, waiting: list[str]) -> None:
    for process in supervisor.processes():
        if process["name"] in waiting and process["statename"] in DEAD:
            raise Advice(
                f"{process['name']} does not start: {last_line(place, process['name'])} "
                f"(`make logs S={process['name']}` shows more)"
            )


def last_line(place: Place, name: str, longest: int = 300) -> str:
    try:
        lines = place.log(name).read_text(errors="replace").strip().splitlines()
    except FileNotFoundError:
        lines = []
    return lines[-1][:longest] if lines else "it wrote nothing"
