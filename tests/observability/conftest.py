"""A whole platform of the tests' own, which sends its traces to them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pymongo
import pytest

from tests import leaks
from tests.integration.door import Door
from tests.integration.tokens import mint
from tests.observability.collector import Collector, collecting
from tests.ports import free_base

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Stack:
    """A started local stack: its `settings`, and its `door` with an administrator's token."""

    settings: dict[str, str]
    door: Door

    def metrics(self, service: str) -> str:
        """What Prometheus would read from one process."""
        answer = Door(f"http://{self.settings[f'{service.upper()}_HTTP_ADDRESS']}").get("/metrics")
        assert answer.status == 200
        return str(answer.body)

    def tracestates(self, service: str, trace_id: str) -> set[str | None]:
        """The `tracestate` of each event of a trace in the outbox of a service."""
        bodies = [body for _, body in self._outbox(service)]
        return {b.get("tracestate") for b in bodies if trace_id in b.get("traceparent", "")}

    def stored_at(self, service: str, span_id: str) -> datetime:
        """When the event was stored whose publication has this span."""
        [at] = [
            at
            for at, body in self._outbox(service)
            if body.get("traceparent", "").split("-")[2:3] == [span_id]
        ]
        return at

    def _outbox(self, service: str) -> list[tuple[datetime, dict[str, Any]]]:
        """Each event in the outbox of a service, and when it was stored."""
        uri = self.settings[f"{service.upper()}_MONGO_URI"]
        with pymongo.MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
            rows = list(client.get_default_database()["outbox"].find())
        return [(row["at"], orjson.loads(event["body"])) for row in rows for event in row["events"]]


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="session")
def stack(collector: Collector) -> Iterator[Stack]:
    # Sockets need a short path.
    with tempfile.TemporaryDirectory(prefix="yunling-", dir="/tmp") as folder:
        run = Path(folder) / "run"
        env = {
            **os.environ,
            "YUNLING_RUN_DIR": str(run),
            "YUNLING_PORT_BASE": str(free_base()),
            "OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        try:
            _yunling(env, "up")
            settings = _settings(run / "env")
            token = mint(run / "keys" / "issuer.jwk", "admin")
            yield Stack(settings, Door(f"http://{settings['GATEWAY_HTTP_ADDRESS']}", token))
        finally:
            _yunling(env, "down")
        assert leaks.in_folder(run) == []


def _yunling(env: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "yunling", *words],
        env={**env, "PYTHONPATH": f"{ROOT / 'cli'}:{ROOT / 'programme'}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _settings(file: Path) -> dict[str, str]:
    """`.run/env` as a shell would read it."""
    lines = [line.removeprefix("export ") for line in file.read_text().splitlines() if "=" in line]
    pairs = (line.split("=", 1) for line in lines if not line.startswith("#"))
    return {name: value.strip("'") for name, value in pairs}
