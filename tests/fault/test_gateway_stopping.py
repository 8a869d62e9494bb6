"""A gateway process that is asked to stop; broker and store are away all the time."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.fault.gateway import Gateway
from tests.fault.stage import until


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path) as running:
        yield running


def test_it_says_so_and_answers_until_balancers_have_seen_it(gateway: Gateway) -> None:
    def ask(path: str) -> requests.Response:
        return door.get(gateway.url + path, timeout=10)

    with requests.Session() as door:
        door.trust_env = False
        assert ask("/openapi.json").headers["Connection"] == "keep-alive"

        gateway.process.send_signal(signal.SIGTERM)
        until(lambda: "web" in ask("/readyz").json()["problems"])
        told = ask("/openapi.json")
        assert (told.status_code, told.headers["Connection"]) == (200, "close")
        until(lambda: not gateway.answers())
