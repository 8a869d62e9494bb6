"""Where one checkout's stack lives: its folders and its ports."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from yunling import services
from yunling.advice import Advice

DEFAULT_PORT_BASE = 21000
STORES = services.NAMES
SERVICES = tuple(name for name in STORES if name != services.GATEWAY)
SEALING = services.that("seals")
SIGNERS = services.that("signs")

OFFSETS = {
    **{one.name: one.port for one in services.ALL},
    "rabbitmq": 10,
    "rabbitmq-dist": 11,
    "epmd": 12,
    "rabbitmq-management": 13,
    "rabbitmq-tls": 14,
    "mongod": 20,
    "mail": 30,
    "rabbitmqctl": 40,
}
REPLICAS_MOST = 5
SPAN = 100
"""A stack uses at most the ports [base, base + 100): rabbitmqctl takes ten in turn from 40, the
second replicas of services start at 50, the third ones at 60."""

LONGEST_SOCKET_PATH = 100
"""Unix socket addresses end at 108 bytes; the supervisor adds a suffix of its own."""


@dataclass(frozen=True)
class Place:
    """One stack: the checkout `root`, its data below `run`, its ports from `port_base` on."""

    root: Path
    run: Path
    port_base: int

    def port(self, name: str) -> int:
        """Of a process; `jobs-2` is the second replica of jobs."""
        service, number = of_replica(name)
        return self.port_base + OFFSETS[service] + (30 + 10 * number if number > 1 else 0)

    def address(self, name: str) -> str:
        """`127.0.0.1:port`: nothing here listens on another interface."""
        return f"127.0.0.1:{self.port(name)}"

    def url(self, name: str) -> str:
        return f"http://{self.address(name)}"

    @cached_property
    def logs(self) -> Path:
        return self.run / "log"

    @cached_property
    def keys(self) -> Path:
        return self.run / "keys"

    @cached_property
    def tls(self) -> Path:
        """Certificates: `ca.pem` is what a client verifies broker and database with."""
        return self.run / "tls"

    @cached_property
    def mail(self) -> Path:
        return self.run / "mail"

    @cached_property
    def environment_file(self) -> Path:
        return self.run / "env"

    @cached_property
    def socket(self) -> Path:
        return self.run / "supervisor.sock"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def folder(self, name: str) -> Path:
        """A folder below `run` that only the stack's owner can enter."""
        folder = self.run / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def make(self) -> None:
        """Create the run folder and remember the port base for later commands."""
        self.run.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.logs.mkdir(exist_ok=True)
        (self.run / "stack.json").write_text(json.dumps({"port_base": self.port_base}) + "\n")


def of_replica(name: str) -> tuple[str, int]:
    """`jobs-2` is ("jobs", 2); what has no number is the first of its kind."""
    service, _, number = name.rpartition("-")
    return (service, int(number)) if number.isdigit() else (name, 1)


def replica(service: str, number: int) -> str:
    return service if number == 1 else f"{service}-{number}"


def find_root(start: Path) -> Path:
    """The checkout around `start`: the nearest folder above with `deploy/local` in it."""
    for folder in (start, *start.parents):
        if (folder / "deploy" / "local").is_dir() and (folder / "cli").is_dir():
            return folder
    raise Advice("not inside a checkout of the platform: change to its folder and try again")


def find_place(environment: Mapping[str, str] = os.environ, start: Path | None = None) -> Place:
    """The stack of this checkout.

    `YUNLING_RUN_DIR` moves the data; `YUNLING_PORT_BASE` moves the ports. Without the latter a
    stack keeps the base that it was last started with.
    """
    root = find_root(start or Path.cwd())
    run = Path(environment.get("YUNLING_RUN_DIR") or root / ".run").expanduser().absolute()
    place = Place(root, run, _port_base(environment.get("YUNLING_PORT_BASE"), run))
    if len(str(place.socket)) > LONGEST_SOCKET_PATH:
        raise Advice(f"{run} is too long a path for a socket: set YUNLING_RUN_DIR to a shorter one")
    return place


def remembered_base(run: Path) -> int | None:
    """The port base that the stack in `run` was last started with."""
    try:
        return int(json.loads((run / "stack.json").read_text())["port_base"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _port_base(given: str | None, run: Path) -> int:
    if not given:
        return remembered_base(run) or DEFAULT_PORT_BASE
    try:
        base = int(given)
    except ValueError:
        base = 0
    if not 1024 <= base <= 65535 - SPAN:
        raise Advice(
            f"YUNLING_PORT_BASE={given} is no port base: choose 1024 to {65535 - SPAN}, e.g. 21000"
        )
    return base
