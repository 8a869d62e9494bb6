"""A broker, a database and a demo service of the test's own, to be killed at will."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kombu
import orjson
import pymongo
import pytest
from nameko.standalone.rpc import ClusterRpcProxy

from chassis.domain import Actor
from chassis.rpc.passport import Passports
from tests import leaks
from tests.ports import free_base
from yunling.stack.mongo import admin_uri
from yunling.stack.place import Place
from yunling.stack.secret import load_secrets

HERE = Path(__file__).parent
EVENTS = kombu.Exchange("yunling.events", "topic", durable=True)


def until(check: Callable[[], Any], within_s: float = 30) -> Any:
    """The first true value of `check`; fails when there is none in time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"not within {within_s} s: {check.__name__}")


class Infra:
    """RabbitMQ and MongoDB from the local stack's own code, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.env = {
            **os.environ,
            "YUNLING_RUN_DIR": str(folder),
            "YUNLING_PORT_BASE": str(free_base()),
        }
        self.yunling("up", "--only", "infra")
        text = subprocess.run(
            ["bash", "-c", f". {folder}/env && env -0"], check=True, capture_output=True, text=True
        ).stdout
        self.settings = dict(line.split("=", 1) for line in text.split("\0") if "=" in line)
        self.amqp_uri = self.settings["AMQP_URI"]
        self.mongo_uri = self.settings["INSIGHT_MONGO_URI"]
        self.actor_keys = self.settings["ACTOR_KEYS"]
        self.passports = Passports("gateway", self.settings["GATEWAY_PASSPORT_KEY"])
        self.client: pymongo.MongoClient[Any] = pymongo.MongoClient(self.mongo_uri)
        self.db = self.client.get_default_database()
        self.place = Place(HERE.parents[1], folder, int(self.env["YUNLING_PORT_BASE"]))
        self.admin: pymongo.MongoClient[Any] = pymongo.MongoClient(
            admin_uri(self.place, load_secrets(self.place))
        )
        self.audit = self.admin[f"{self.db.name}_audit"]

    def yunling(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "yunling", *words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def close(self) -> None:
        self.client.close()
        self.admin.close()
        self.yunling("down")
        assert leaks.in_folder(self.place.run) == []

    def clear(self) -> None:
        for name in self.db.list_collection_names():
            self.db[name].delete_many({})
        for name in self.audit.list_collection_names():
            self.audit[name].delete_many({})
        with kombu.Connection(self.amqp_uri) as connection:
            channel = connection.channel()
            for queue in ("demo.on_thing", "rpc-demo"):
                channel.queue_delete(queue)

    def publish(self, *bodies: bytes, type: str = "yunling.demo.thing.made.v1") -> None:
        """Returns when the broker has confirmed them all: without that, the tail of what goes to
        a queue that was just declared may be gone with the connection."""
        with kombu.Connection(self.amqp_uri) as connection:
            channel = connection.channel()
            channel.confirm_select()
            acknowledged: list[tuple[int, bool]] = []
            channel.events["basic_ack"].add(
                lambda tag, multiple: acknowledged.append((tag, multiple))
            )
            producer = connection.Producer(channel, serializer=None)
            for body in bodies:
                producer.publish(
                    body,
                    exchange=EVENTS,
                    routing_key=type,
                    declare=[],
                    content_type="application/cloudevents+json",
                    content_encoding="utf-8",
                )
            left = set(range(1, len(bodies) + 1))
            while left:
                connection.drain_events(timeout=30)
                while acknowledged:
                    tag, multiple = acknowledged.pop()
                    left -= set(range(1, tag + 1)) if multiple else {tag}

    def request(self, routing_key: str, body: bytes, headers: dict[str, str]) -> None:
        """Send bytes where requests go, without waiting for an answer."""
        with kombu.Connection(self.amqp_uri) as connection:
            connection.Producer(serializer=None).publish(
                body,
                exchange="nameko-rpc",
                routing_key=routing_key,
                headers=headers,
                content_type="application/json",
                content_encoding="utf-8",
            )


class Demo:
    """Processes of the demo service."""

    def __init__(self, infra: Infra, folder: Path) -> None:
        self.infra = infra
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, settings: str = "") -> int:
        """Start one more replica, with more lines of settings, of which the last one of a name
        counts; returns its probe port."""
        port = _free_port()
        config = self.folder / f"{port}.yaml"
        config.write_text(
            f"amqp_uri: {self.infra.amqp_uri}\nmongo_uri: {self.infra.mongo_uri}\n"
            f"actor_keys: {self.infra.actor_keys}\nhttp_address: 127.0.0.1:{port}\n{settings}"
        )
        with (self.folder / f"{port}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "chassis", "demo:DemoService", "--config", config],
                    cwd=HERE,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                )
            )
        return port

    def start_ready(self, settings: str = "") -> int:
        port = self.start(settings)
        until(lambda: self.ready(port))
        return port

    def ready(self, port: int) -> bool:
        return self.problems(port) == {}

    def problems(self, port: int) -> dict[str, str] | None:
        """What /readyz complains of; None while it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
                return orjson.loads(answer.read())["problems"]
        except urllib.error.HTTPError as error:
            return orjson.loads(error.read())["problems"]
        except OSError:
            return None

    def kill(self, signum: int = signal.SIGKILL) -> int:
        """End the oldest replica; returns its exit code."""
        process = self.processes.pop(0)
        process.send_signal(signum)
        return process.wait(timeout=40)

    def ask(
        self, method: str, request: Any = None, key: str | None = None, who: str = "wang"
    ) -> Any:
        """One RPC with nameko's own client, so the wire format is nameko's; as admin `who`."""
        context = {"passport": self.infra.passports.of(Actor(who, "admin"), "demo")}
        context |= {"idempotency_key": key} if key else {}
        with ClusterRpcProxy({"AMQP_URI": self.infra.amqp_uri}, context, timeout=10) as cluster:
            call = getattr(cluster.demo, method)
            return call() if request is None else call(request)

    def close(self) -> None:
        """End every replica; none has logged what it may not."""
        while self.processes:
            self.kill()
        assert leaks.found(self.logs(), leaks.secrets_of(self.infra.place.run)) == []

    def logs(self) -> str:
        return "".join(file.read_text() for file in self.folder.glob("*.log"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
