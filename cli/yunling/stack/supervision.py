"""The supervisor (PyPI's `supervisor`, see ADR 5): started as a daemon, spoken to by socket."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from string import Template
from typing import Any, cast
from xmlrpc.client import Fault, ServerProxy  # nosec B411

from supervisor.xmlrpc import SupervisorTransport

from yunling.advice import Advice
from yunling.stack.orphan import MARK
from yunling.stack.place import Place
from yunling.stack.program import Program
from yunling.stack.secret import write_private

SHUTTING_DOWN, ALREADY_STARTED, NOT_RUNNING = 6, 60, 70
"""Fault codes of supervisor's XML-RPC interface."""

GONE = (ConnectionError, FileNotFoundError, http.client.HTTPException)
PASSED_ON = (
    "PATH",
    "HOME",
    "USER",
    "TZ",
    "LOG_LEVEL",
    "OUTBOX_DAYS",
    "PARTITIONS_MOST",
    "OTLP_ENDPOINT",
    "TRACE_RATIO",
)
PASSED_ON_PREFIXES = ("OTEL_",)


class Supervisor:
    """What the stack asks of a running supervisor; raises one of GONE when it is not running."""

    def __init__(self, place: Place) -> None:
        transport = SupervisorTransport(None, None, f"unix://{place.socket}")
        self._proxy = ServerProxy("http://127.0.0.1", transport=transport)

    @property
    def _api(self) -> Any:
        return self._proxy.supervisor

    def processes(self) -> list[dict[str, Any]]:
        """One dict per process: name, group, statename, pid, start and now (Unix seconds)..."""
        return cast("list[dict[str, Any]]", self._api.getAllProcessInfo())

    def start(self, name: str) -> None:
        """Start a group; one that runs already is left running."""
        try:
            self._api.startProcessGroup(name, False)
        except Fault as fault:
            if fault.faultCode != ALREADY_STARTED:
                raise

    def start_one(self, process: str) -> None:
        """Start `group:name`; one that runs already is left running."""
        try:
            self._api.startProcess(process)
        except Fault as fault:
            if fault.faultCode != ALREADY_STARTED:
                raise

    def stop_one(self, process: str) -> None:
        """Stop `group:name` and wait until it has ended."""
        try:
            self._api.stopProcess(process)
        except Fault as fault:
            if fault.faultCode != NOT_RUNNING:
                raise

    def pid(self) -> int:
        return int(self._api.getPID())

    def shut_down(self) -> None:
        """Stop everything in one request. Groups in which nothing runs are taken out first: the
        supervisor waits a second for each of them. It refuses to take out the others."""
        groups = {process["group"] for process in self.processes()}
        calls = [_call("removeProcessGroup", group) for group in sorted(groups)]
        self._proxy.system.multicall([*calls, _call("shutdown")])

    def close(self) -> None:
        self._proxy("close")()


def _call(method: str, *parameters: str) -> dict[str, Any]:
    return {"methodName": f"supervisor.{method}", "params": list(parameters)}


@contextmanager
def connected(place: Place) -> Iterator[Supervisor | None]:
    """The stack's supervisor, or None when there is none; one that is stopping is waited for."""
    supervisor = Supervisor(place)
    try:
        yield supervisor if _stays(supervisor) else None
    finally:
        supervisor.close()


def _stays(supervisor: Supervisor, within_s: float = 150) -> bool:
    """The slowest orderly stop takes 120 s; a supervisor still there then is left to `reap`."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            supervisor.pid()
        except GONE:
            return False
        except Fault as fault:
            if fault.faultCode != SHUTTING_DOWN:
                raise
            time.sleep(0.2)
        else:
            return True
    return False


def write_files(place: Place, programs: Sequence[Program]) -> None:
    """`.run/supervisord.conf`: private, because the processes' settings hold passwords."""
    template = Template((place.root / "deploy/local/supervisord.conf").read_text())
    head = template.substitute(
        run=place.run,
        logs=place.logs,
        root=place.root,
        socket=place.socket,
        user="user = root" if os.geteuid() == 0 else "",
    )
    sections = [head, *map(_program, programs), *_groups(programs)]
    write_private(place.run / "supervisord.conf", "\n".join(sections))


def launch(place: Place, within_s: float = 10) -> None:
    """Start the daemon; its environment is small and carries the mark by which it is found."""
    command = [sys.executable, "-m", "supervisor.supervisord"]
    done = subprocess.run(
        [*command, "-c", str(place.run / "supervisord.conf")],
        env={**_passed_on(), "LANG": "C.UTF-8", MARK: str(place.run)},
        cwd=place.root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise Advice(f"the supervisor did not start: {lines[-1]}")
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        with connected(place) as supervisor:
            if supervisor:
                return
        time.sleep(0.1)
    raise Advice(f"the supervisor does not answer: see {place.log('supervisor')}")


def _passed_on() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)
    }


def _program(program: Program) -> str:
    """`autostart` is off: `yunling up` starts group by group, when the one before is ready."""
    variables = ",".join(f'{k}="{_literal(v)}"' for k, v in program.environment.items())
    return f"""
[program:{program.name}]
command = {_literal(program.line())}
environment = {variables}
autostart = false
autorestart = true
startsecs = 1
startretries = 4
stopsignal = TERM
stopwaitsecs = {program.stop_within_s}
stopasgroup = false
killasgroup = true
redirect_stderr = true
stdout_logfile = %(here)s/log/{program.name}.log
stdout_logfile_maxbytes = 20MB
stdout_logfile_backups = 2
"""


def _groups(programs: Iterable[Program]) -> Iterator[str]:
    for order, (name, members) in enumerate(groupby(programs, lambda program: program.group)):
        names = ",".join(member.name for member in members)
        yield f"\n[group:{name}]\nprograms = {names}\npriority = {100 + order}\n"


def _literal(text: str) -> str:
    """Supervisor expands %(...)s in its file."""
    return text.replace("%", "%%")
