"""A peer as the system under test: two processes on the stack's broker and database."""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar

import psutil

from tests.bench.stack import Stack
from tests.bench.system import Ground
from tests.integration.door import Door
from tests.integration.target import eventually

PEERS = Path(__file__).parent / "peers"
VENV = Path(__file__).parents[2] / ".venv-bench"

COLLECTIONS = (
    "people",
    "fairs",
    "seats",
    "registrations",
    "registered",
    "registered_inbox",
    "idempotency",
    "service_outbox",
    "accepted",
    "gateway_outbox",
    "inbox",
    "reports",
)
"""Made before the start: a transaction that makes its collection conflicts with its neighbours."""


class Peer(AbstractContextManager["Peer"]):
    """Runs while its context is open; its database is dropped before it starts."""

    # What each process runs, below the environment of the peers.
    commands: ClassVar[Mapping[str, list[str]]]
    folder: str
    name: str
    port_offset: int

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.port = stack.place.port_base + self.port_offset
        self.url = f"http://127.0.0.1:{self.port}"
        self.db = stack.admin()[f"bench_{self.folder}"]
        self.log = stack.place.logs / f"bench-{self.name}.log"
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Peer:
        if not VENV.exists():
            raise FileNotFoundError(f"{VENV} is missing: `make bench` makes it")
        self.stack.services(run=False)
        self.db.client.drop_database(self.db.name)
        for name in COLLECTIONS:
            self.db.create_collection(name)
        with self.log.open("ab") as log:
            for name, command in self.commands.items():
                filled = [word.format(port=self.port) for word in command]
                self._running[name] = subprocess.Popen(
                    [str(VENV / "bin" / filled[0]), *filled[1:]],
                    cwd=PEERS / self.folder,
                    env=self._environment(),
                    stdout=log,
                    stderr=log,
                )
        try:
            eventually(self._serves, 60, f"{self.name} is ready (see {self.log})")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *about: object) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def headers(self, role: str) -> dict[str, str]:
        return {}

    def ground(self, people: int, fairs: int, capacity: int) -> Ground:
        person_ids = [str(uuid.uuid4()) for _ in range(people)]
        fair_ids = [str(uuid.uuid4()) for _ in range(fairs)]
        self.db.people.insert_many({"_id": id, "region": "530102"} for id in person_ids)
        self.db.fairs.insert_many(_fair(id, capacity) for id in fair_ids)
        self.db.seats.insert_many({"_id": id, "taken": 0, "waiting": 0} for id in fair_ids)
        return Ground(person_ids, fair_ids)

    def effects(self) -> int:
        return self.db.reports.estimated_document_count()

    def settle(self) -> None:
        before: list[int] = []
        while (now := self._handled()) != before:
            before = now
            time.sleep(1)

    def processes(self) -> dict[str, psutil.Process]:
        return {name: psutil.Process(one.pid) for name, one in self._running.items()}

    def _handled(self) -> list[int]:
        if any(self.db[f"{p}_outbox"].find_one({"unsent": True}) for p in ("gateway", "service")):
            return [-time.monotonic_ns()]
        return [self.db[n].estimated_document_count() for n in ("inbox", "registered_inbox")]

    def _serves(self) -> bool:
        for name, process in self._running.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} of {self.name} ended: see {self.log}")
        return self._answers()

    def _answers(self) -> bool:
        """Whether a call gets through to the service."""
        try:
            return Door(self.url).get("/v1/fairs/none").status == 404
        except OSError:
            return False

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "AMQP_URI": self.stack.amqp_uri,
            "MONGO_URI": str(self.stack.admin_uri()),
            "MONGO_DB": self.db.name,
            "PORT": str(self.port),
        }


class FastApiFastStream(Peer):
    name = "fastapi+faststream"
    folder = "fastapi_faststream"
    port_offset = 31
    commands: ClassVar[Mapping[str, list[str]]] = {
        "gateway": ["uvicorn", "gateway:app", "--port", "{port}", "--no-access-log"],
        "service": ["python", "service.py"],
    }


class PlainNameko(Peer):
    name = "nameko"
    folder = "plain_nameko"
    port_offset = 32
    commands: ClassVar[Mapping[str, list[str]]] = {
        "gateway": ["nameko", "run", "--config", "config.yaml", "gateway"],
        "service": ["nameko", "run", "--config", "config.yaml", "service"],
    }


def _fair(id: str, capacity: int) -> dict[str, Any]:
    return {
        "_id": id,
        "title": "五华区春风行动招聘会",
        "region": "530102",
        "starts_on": "2025-03-01",
        "ends_on": "2025-03-02",
        "capacity": capacity,
        "state": "published",
        "version": 2,
    }
