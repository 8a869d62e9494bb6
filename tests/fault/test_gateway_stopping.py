"""A gateway process that is asked to stop; broker and store are away all the time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.fault.stage import until
from tests.integration.containers import free_port

CONFIG = Path(__file__).parents[2] / "gateway" / "config.yaml"
NOBODY = "127.0.0.1:9"


@pytest.fixture
def url() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def gateway(url: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    keys = tmp_path / "jwks.json"
    keys.write_text('{"keys": []}')
    settings = {
        "AMQP_URI": f"amqp://guest:guest@{NOBODY}/",
        "GATEWAY_MONGO_URI": f"mongodb://{NOBODY}/gateway",
        "GATEWAY_HTTP_ADDRESS": url.removeprefix("http://"),
        "GATEWAY_TOKEN_KEYS": str(keys),
        "GATEWAY_DRAIN_S": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "chassis", "gateway.service:GatewayService"]
    process = subprocess.Popen(
        [*command, "--config", CONFIG],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.kill()
    process.wait()


def test_it_says_so_and_answers_until_balancers_have_seen_it(
    gateway: subprocess.Popen[bytes], url: str
) -> None:
    def ask(path: str) -> requests.Response:
        return door.get(url + path, timeout=10)

    def answers() -> bool:
        try:
            return ask("/healthz").ok
        except requests.ConnectionError:
            return False

    with requests.Session() as door:
        door.trust_env = False
        until(answers)
        assert ask("/openapi.json").headers["Connection"] == "keep-alive"

        gateway.send_signal(signal.SIGTERM)
        until(lambda: "web" in ask("/readyz").json()["problems"])
        told = ask("/openapi.json")
        assert (told.status_code, told.headers["Connection"]) == (200, "close")
        until(lambda: not answers())
