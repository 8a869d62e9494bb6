"""Replicas of the `spread` service, and the events that they share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import urllib.request
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kombu
import orjson

from tests.fault.stage import EVENTS, Infra, until
from tests.integration.containers import free_port

HERE = Path(__file__).parent
TAKEN, TAKEN_BACK = "yunling.spread.step.taken.v1", "yunling.spread.step.taken_back.v1"
HANDLER = "spread.on_step"


class Replicas:
    """Processes of the service on a broker and a store of the tests' own."""

    def __init__(self, infra: Infra, folder: Path) -> None:
        self.infra = infra
        self.folder = folder
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.streams: list[Stream] = []

    def stream(self, most: int = 100_000, pause_s: float = 0.05) -> Stream:
        """Events that begin to flow now."""
        self.streams.append(Stream(self.infra.amqp_uri, most, pause_s))
        self.streams[-1].start()
        return self.streams[-1]

    def start(
        self,
        partitions: int,
        types: Sequence[str] = (TAKEN,),
        waits_s: float = 0,
        works_s: float = 0,
    ) -> int:
        """Start one more, and return its pid when it is ready.

        It handles these types, and waits or works so long for each event.
        """
        port = free_port()
        config = self.folder / f"{port}.yaml"
        config.write_text(
            f"amqp_uri: {self.infra.amqp_uri}\nmongo_uri: {self.infra.mongo_uri}\n"
            f"actor_keys: {self.infra.actor_keys}\nhttp_address: 127.0.0.1:{port}\n"
        )
        settings = {
            "SPREAD_PARTITIONS": str(partitions),
            "SPREAD_TYPES": " ".join(types),
            "SPREAD_WAITS_S": str(waits_s),
            "SPREAD_WORKS_S": str(works_s),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        with (self.folder / f"{port}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "chassis", "spread:SpreadService", "--config", config],
                cwd=HERE,
                stdout=log,
                stderr=log,
                env={**os.environ, **settings},
            )
        self.processes[process.pid] = process
        until(lambda: _is_ready(port))
        return process.pid

    def stop(self, pid: int, signum: int = signal.SIGTERM) -> int:
        process = self.processes.pop(pid)
        process.send_signal(signum)
        return process.wait(timeout=40)

    def partitions(self) -> int | None:
        """How many the handler is read from, None while that is being changed."""
        row = self.infra.db.layouts.find_one({"_id": HANDLER}) or {}
        return row["partitions"] if row.keys() == {"_id", "partitions"} else None

    def trails(self) -> dict[str, list[int]]:
        return {row["_id"]: row["steps"] for row in self.infra.db.trails.find()}

    def handled_by(self) -> Counter[int]:
        """Events by the process that handled them."""
        return Counter(pid for row in self.infra.db.trails.find() for pid in row["by"])

    def close(self) -> None:
        for stream in self.streams:
            stream.finish()
        for pid in list(self.processes):
            self.stop(pid, signal.SIGKILL)
        with kombu.Connection(self.infra.amqp_uri) as connection:
            channel = connection.channel()
            channel.queue_delete("rpc-spread")
            for count in (1, 2, 4):
                names = [f"{HANDLER}.{n}of{count}" for n in range(1, count + 1)]
                for queue in [HANDLER] if count == 1 else names:
                    channel.queue_delete(queue)
                channel.exchange_delete(f"{HANDLER}.of{count}")
                channel.exchange_delete(f"{HANDLER}.of{count}.rest")


class Stream(threading.Thread):
    """Publishes steps 0, 1, 2 ... of each of some subjects as the relay does, until stopped."""

    def __init__(self, amqp_uri: str, most: int, pause_s: float) -> None:
        super().__init__(daemon=True)
        self.amqp_uri = amqp_uri
        self.subjects = [f"s{n}" for n in range(40)]
        self.most = most
        self.pause_s = pause_s
        self.steps = 0
        self.type = TAKEN
        self._enough = threading.Event()

    def run(self) -> None:
        with kombu.Connection(self.amqp_uri) as connection:
            producer = connection.Producer(serializer=None)
            while not self._enough.wait(self.pause_s) and self.steps < self.most:
                for subject in self.subjects:
                    publish(producer, subject, self.steps, self.type)
                self.steps += 1

    def finish(self) -> dict[str, list[int]]:
        """Stop, and return what each subject's trail must be in the end."""
        self._enough.set()
        self.join()
        return {subject: list(range(self.steps)) for subject in self.subjects}


def publish(producer: Any, subject: str, step: int, type: str) -> None:
    event = {
        "specversion": "1.0",
        "id": f"{subject}-{step}",
        "type": type,
        "source": "/tests",
        "subject": subject,
        "time": "2025-06-02T04:00:00Z",
        "data": {"step": step},
    }
    producer.publish(
        orjson.dumps(event),
        exchange=EVENTS,
        routing_key=type,
        content_type="application/cloudevents+json",
        content_encoding="utf-8",
        headers={"BCC": [f"slot.{zlib.crc32(subject.encode()) % 64:02}"]},
    )


def _is_ready(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).close()
    except OSError:
        return False
    return True
