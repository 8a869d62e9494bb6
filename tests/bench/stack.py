"""The local stack of this checkout: addresses, tokens, stores and processes."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import Any

import psutil
from pymongo import MongoClient
from pymongo.database import Database

from tests.integration.local import _pairs
from tests.integration.tokens import mint
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
        return MongoClient(admin_uri(self.place, load_secrets(self.place)))

    def processes(self) -> dict[str, psutil.Process]:
        """Our own processes that run, by name."""
        with connected(self.place) as supervisor:
            told = supervisor.processes() if supervisor else []
        return {one["name"]: psutil.Process(one["pid"]) for one in told if one["name"] in STORES}

    def services(self, run: bool) -> None:
        """Start our services, or stop them and leave broker and database to a peer."""
        if run:
            self._yunling("up")
            return
        with connected(self.place) as supervisor:
            if supervisor is None:
                raise RuntimeError("the stack does not run: `make up`")
            for one in reversed(supervisor.processes()):
                if one["name"] in STORES:
                    supervisor.stop_one(f"{one['group']}:{one['name']}")

    def _yunling(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", "yunling", *words], check=True, timeout=300)
