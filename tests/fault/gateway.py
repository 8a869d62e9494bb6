"""A gateway process of its own, whose broker and store are away."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

import requests

from tests.fault.stage import until
from tests.integration.containers import free_port
from tests.integration.tokens import mint
from yunling.keys import PRIVATE, PUBLIC, ensure_keys

CONFIG = Path(__file__).parents[2] / "gateway" / "config.yaml"
NOBODY = "127.0.0.1:9"


class Gateway(AbstractContextManager["Gateway"]):
    """Runs while the context does; `settings` are further variables of its environment."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.keys = folder / "keys"
        self.keys.mkdir()
        ensure_keys(self.keys)
        actors = self.keys / "actors.json"
        actors.write_text('{"keys": []}')
        self._settings = {
            "AMQP_URI": f"amqp://guest:guest@{NOBODY}/",
            "GATEWAY_MONGO_URI": f"mongodb://{NOBODY}/gateway",
            "GATEWAY_HTTP_ADDRESS": self.url.removeprefix("http://"),
            "GATEWAY_TOKEN_KEYS": str(self.keys / PUBLIC),
            "ACTOR_KEYS": str(actors),
            "GATEWAY_PASSPORT_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "GATEWAY_SECRET_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "GATEWAY_DRAIN_S": "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
            **settings,
        }

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "chassis", "gateway.service:GatewayService"]
        self.process = subprocess.Popen(
            [*command, "--config", CONFIG],
            env={**os.environ, **self._settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self.answers)
        return self

    def __exit__(self, *about: object) -> None:
        self.process.kill()
        self.process.wait()

    def token(self, role: str, **claims: str) -> str:
        return mint(self.keys / PRIVATE, role, **claims)

    def answers(self) -> bool:
        try:
            return requests.get(self.url + "/healthz", timeout=10).ok
        except requests.ConnectionError:
            return False
