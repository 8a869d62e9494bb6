"""The whole platform, as its metrics and traces show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pymongo
import pytest

from tests.integration.door import Door
from tests.integration.tokens import mint
from yunling.stack.place import Place


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
def stack(whole_platform: Place) -> Stack:
    settings = _settings(whole_platform.environment_file)
    token = mint(whole_platform.keys / "issuer.jwk", "admin")
    return Stack(settings, Door(f"http://{settings['GATEWAY_HTTP_ADDRESS']}", token))


def _settings(file: Path) -> dict[str, str]:
    """`.run/env` as a shell would read it."""
    lines = [line.removeprefix("export ") for line in file.read_text().splitlines() if "=" in line]
    pairs = (line.split("=", 1) for line in lines if not line.startswith("#"))
    return {name: value.strip("'") for name, value in pairs}
