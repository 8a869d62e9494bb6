"""The local stack of this checkout: addresses, tokens, stores and processes."""

from __future__ import annotations

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
from yunling.stack.place import STORES, find_place
from yunling.stack.secret import load_secrets
from yunling.stack.supervision import connected

HOURS_S = 12 * 3600


class Stack:
    """The stack as `make up` left it; raises where it does not run."""

    def __init__(self) -> None:
        self.place = find_place()
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

    def year(self, scale: str) -> float:
        """Play a year; how many seconds it took. Raises when it is not exact."""
        started = time.monotonic()
        _yunling("year", "--scale", scale)
        return time.monotonic() - started

    def services(self, run: bool) -> None:
        """Start our services, or stop them and leave broker and database to a peer."""
        if run:
            _yunling("up")
            return
        with connected(self.place) as supervisor:
            if supervisor is None:
                raise RuntimeError("the stack does not run: `make up`")
            for one in reversed(supervisor.processes()):
                if one["name"] in STORES:
                    supervisor.stop_one(f"{one['group']}:{one['name']}")


@contextmanager
def own_stack() -> Iterator[None]:
    """A fresh stack beside any other of this checkout, for this process and what it starts; its
    data goes with it."""
    run = find_place().root / ".run-bench"
    _end(run)
    before = dict(os.environ)
    os.environ |= {"YUNLING_RUN_DIR": str(run), "YUNLING_PORT_BASE": str(free_base())}
    try:
        _yunling("up")
        yield
    finally:
        _end(run)
        os.environ.clear()
        os.environ.update(before)


def _end(run: Path) -> None:
    if run.exists():
        subprocess.run(
            [sys.executable, "-m", "yunling", "down"],
            env={**os.environ, "YUNLING_RUN_DIR": str(run), "YUNLING_PORT_BASE": ""},
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=300,
        )
        shutil.rmtree(run)


def _yunling(*words: str) -> None:
    """What it says is told when it fails only."""
    done = subprocess.run(
        [sys.executable, "-m", "yunling", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=3600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"yunling {' '.join(words)}: {done.stdout}")
