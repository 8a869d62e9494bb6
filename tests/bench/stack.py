"""A local stack: addresses, tokens, stores and processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import kombu
import psutil
from pymongo import MongoClient
from pymongo.database import Database

from tests.integration.local import _pairs
from tests.integration.tokens import mint
from tests.ports import free_base
from yunling.stack.mongo import admin_uri
from yunling.stack.place import STORES, Place, find_place, find_root
from yunling.stack.secret import load_secrets
from yunling.stack.supervision import connected
from yunling.stack.usage import cpu_seconds

HOURS_S = 12 * 3600
OUR_PYTHON = Path(sys.executable)


class Stack:
    """A stack as `make up` left it, by default this checkout's; raises where it does not run.
    `python` is the one of the checkout that the stack belongs to."""

    def __init__(self, place: Place | None = None, python: Path = OUR_PYTHON) -> None:
        self.place = place or find_place()
        self._python = python
        self.env = dict(_pairs(self.place.environment_file.read_text()))
        self.url = self.env["YUNLING_URL"]
        self.amqp_uri = self.env["AMQP_URI"]

    @cache  # noqa: B019 - one stack a run
    def token(self, role: str, **claims: str) -> str:
        return mint(self.place.keys / "issuer.jwk", role, expires_in_s=HOURS_S, **claims)

    @cache  # noqa: B019 - one stack a run
    def store(self, service: str) -> Database[dict[str, Any]]:
        client: MongoClient[dict[str, Any]] = MongoClient(self.env[f"{service.upper()}_MONGO_URI"])
        return client.get_default_database()

    @cache  # noqa: B019 - one stack a run
    def admin(self) -> MongoClient[dict[str, Any]]:
        """The database's administrator, who makes and drops the peers' databases."""
        return MongoClient(self.admin_uri())

    def admin_uri(self) -> str:
        return admin_uri(self.place, load_secrets(self.place))

    def broker_version(self) -> str:
        with kombu.Connection(self.amqp_uri) as connection:
            connection.connect()
            return str(connection.connection.server_properties["version"])

    def processes(self) -> dict[str, psutil.Process]:
        """Our own processes that run, by name."""
        with connected(self.place) as supervisor:
            told = supervisor.processes() if supervisor else []
        return {one["name"]: psutil.Process(one["pid"]) for one in told if one["name"] in STORES}

    def cpu_seconds(self) -> float:
        """Of services, gateway, broker and database, since their start."""
        return cpu_seconds(self.place)

    def year(self, scale: str, *options: str) -> dict[str, Any]:
        """Play a year as this checkout does; what `year.json` says of it, and how many seconds
        the command `took`. Raises when it is not exact."""
        started = time.monotonic()
        _yunling(self.place, OUR_PYTHON, find_root(Path.cwd()), "year", "--scale", scale, *options)
        told = json.loads((self.place.run / "year.json").read_text())
        return {**told, "took": time.monotonic() - started}

    def services(self, run: bool) -> None:
        """Start our services, or stop them and leave broker and database to a peer."""
        if run:
            _yunling(self.place, self._python, self.place.root, "up")
            return
        with connected(self.place) as supervisor:
            if supervisor is None:
                raise RuntimeError("the stack does not run: `make up`")
            for one in reversed(supervisor.processes()):
                if one["name"] in STORES:
                    supervisor.stop_one(f"{one['group']}:{one['name']}")


@contextmanager
def own_stack(root: Path | None = None, python: Path = OUR_PYTHON) -> Iterator[Stack]:
    """A fresh stack of the checkout `root` (this one) beside any other; its data goes with it."""
    root = root or find_root(Path.cwd())
    run = root / ".run-bench"
    _end(Place(root, run, 0), python)
    place = Place(root, run, free_base())
    try:
        _yunling(place, python, root, "up")
        yield Stack(place, python)
    finally:
        _end(place, python)


def _end(place: Place, python: Path) -> None:
    if place.run.exists():
        _yunling(place, python, place.root, "down")
        shutil.rmtree(place.run)


def _yunling(place: Place, python: Path, root: Path, *words: str) -> None:
    """A command of the checkout `root` on the stack at `place`; what it says is told when it fails
    only. Port base 0 is the one that the stack was started with."""
    done = subprocess.run(
        [python, "-m", "yunling", *words],
        cwd=root,
        env={
            **os.environ,
            "YUNLING_RUN_DIR": str(place.run),
            "YUNLING_PORT_BASE": str(place.port_base or ""),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=3600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"yunling {' '.join(words)}: {done.stdout}")
