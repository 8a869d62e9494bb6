"""A platform to break: three mongods, one broker, seven services, and a proxy between them.

Everything comes from the local stack's own code, with ports, passwords and a folder of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from tests.fault.keeping import Keeper, Kept
from yunling.certificates import ensure_certificates
from yunling.keys import ensure_keys
from yunling.stack import business_clock, mongo, passport, rabbit
from yunling.stack.binary import ensure_mongod, ensure_rabbitmq
from yunling.stack.orphan import MARK, reap
from yunling.stack.place import STORES, Place
from yunling.stack.program import Program, programs
from yunling.stack.readiness import accepts, is_ready
from yunling.stack.secret import load_secrets

ROOT = Path(__file__).parents[2]
MEMBERS = 3
MEMBER, MEMBER_LINE, BROKER_LINE, DOOR_LINE = 20, 23, 31, 39
"""Where the ports of members, lines and the door begin, from the port base."""

REPLICA_SETTINGS = {
    "electionTimeoutMillis": 3000,
    "heartbeatIntervalMillis": 500,
    "heartbeatTimeoutSecs": 3,
}
"""Elections in seconds and not in tens of them, so that a run sees many."""


def until(check: Callable[[], Any], within_s: float, what: str) -> Any:
    """The first true value of `check`, or a TimeoutError that names `what`."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.1)
    raise TimeoutError(f"not within {within_s:.0f} s: {what}")


class Cluster:
    """Starts everything, tells where it is, and ends it."""

    def __init__(self, folder: Path, base: int) -> None:
        self.place = Place(ROOT, folder, base)
        self.keeper = Keeper()
        self.services: dict[str, Kept] = {}
        self.members: list[Kept] = []
        self._line_ports: dict[str, list[int]] = {}
        self._proxy: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Everything, ready to be used."""
        place = self.place
        reap(place)
        ensure_rabbitmq(ROOT)
        place.make()
        ensure_keys(place.keys)
        ensure_certificates(place.tls)
        self.secrets = load_secrets(place)
        rabbit.write_files(place, self.secrets, management=False)
        mongo.write_files(place, self.secrets)
        passport.write_files(place, self.secrets)
        business_clock.ensure(place)
        self._start_proxy()
        programmes = {p.name: p for p in programs(place, self.secrets, ensure_mongod(ROOT))}
        self.members = [self._member(n, programmes["mongod"]) for n in range(MEMBERS)]
        for name in ("epmd", "mail", "rabbitmq"):
            kept = self._kept(programmes[name])
            self.broker = kept
        self._make_replica_set()
        until(lambda: accepts(place.port("rabbitmq")), 60, "the broker")
        for name in STORES:
            self.services[name] = self._service(programmes[name])
        until(lambda: all(is_ready(place, name) for name in STORES), 90, "the services")

    def close(self) -> None:
        """End everything that was started; the folder stays."""
        self.keeper.close()
        if self._proxy is not None:
            self._proxy.kill()
            self._proxy.wait()
        reap(self.place, within_s=5)

    def orders(self, service: str) -> Path:
        """The file by which a service is given orders."""
        return self.place.run / f"{service}.orders"

    def turn(self, line: str, state: str, **how: float) -> None:
        """Put a line of the proxy into a state."""
        assert self._proxy is not None and self._proxy.stdin is not None
        self._proxy.stdin.write(orjson.dumps({"line": line, "state": state, **how}) + b"\n")
        self._proxy.stdin.flush()

    @property
    def url(self) -> str:
        """The gateway's address, through the proxy."""
        return f"http://127.0.0.1:{self._line_ports['door'][0]}"

    def partner_uri(self, partner: str) -> str:
        """The broker's address for a partner system, through the proxy."""
        uri = rabbit.partner_uri(self.place, self.secrets, partner)
        return self._through("partners", uri)

    def broker_uri(self) -> str:
        """The broker's own address, past the proxy."""
        return rabbit.amqp_uri(self.place, rabbit.USER, self.secrets["rabbitmq"])

    def control(self, *words: str) -> str:
        """What `rabbitmqctl` says."""
        return rabbit.control(self.place, *words)

    def member_client(self, n: int, timeout_ms: int = 1000) -> MongoClient[Any]:
        """The administrator's connection to one member, past the proxy."""
        password = self.secrets["mongo_admin"]
        port = self._member_port(n)
        return MongoClient(
            f"mongodb://{mongo.ADMIN}:{password}@127.0.0.1:{port}/admin?directConnection=true",
            serverSelectionTimeoutMS=timeout_ms,
            connectTimeoutMS=timeout_ms,
            socketTimeoutMS=60_000,
            tz_aware=True,
        )

    def primary(self) -> int | None:
        """The number of the member that takes writes now."""
        for n in range(MEMBERS):
            with self.member_client(n) as client:
                try:
                    if client.admin.command("hello").get("isWritablePrimary"):
                        return n
                except PyMongoError:
                    continue
        return None

    def ready(self, service: str) -> bool:
        return is_ready(self.place, service)

    def _start_proxy(self) -> None:
        at = self.place.port_base
        ports = {f"member-{n}": [at + MEMBER_LINE + n, at + MEMBER + n] for n in range(MEMBERS)}
        for n, name in enumerate((*STORES, "partners")):
            ports[name] = [at + BROKER_LINE + n, self.place.port("rabbitmq")]
        ports["door"] = [at + DOOR_LINE, self.place.port("gateway")]
        self._line_ports = ports
        self._proxy = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.proxy", orjson.dumps(ports).decode()],
            cwd=ROOT,
            env={**os.environ, MARK: str(self.place.run)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._proxy.stdout is not None and self._proxy.stdout.readline() == b"ready\n"

    def _kept(self, program: Program) -> Kept:
        env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(Path.home()),
            "LANG": "C.UTF-8",
            MARK: str(self.place.run),
            **program.environment,
        }
        log = self.place.log(program.name)
        return self.keeper.keep(Kept(program.name, program.command, env, self.place.run, log))

    def _member_port(self, n: int) -> int:
        return self.place.port_base + MEMBER + n

    def _member(self, n: int, program: Program) -> Kept:
        data = self.place.folder(f"mongod/data-{n}")
        own = ["--port", str(self._member_port(n)), "--dbpath", str(data)]
        small = ["--wiredTigerCacheSizeGB", "0.4"]
        return self._kept(Program(f"mongod-{n}", "infra", [*program.command, *own, *small]))

    def _make_replica_set(self) -> None:
        """Members know each other by their lines, so that a cut line isolates one."""
        hosts = [f"127.0.0.1:{self._line_ports[f'member-{n}'][0]}" for n in range(MEMBERS)]
        for n in range(MEMBERS):
            until(lambda n=n: accepts(self._member_port(n)), 30, f"member {n}")
        members = [{"_id": n, "host": host} for n, host in enumerate(hosts)]
        members[0]["priority"] = 1
        config = {"_id": mongo.REPLICA_SET, "members": members, "settings": REPLICA_SETTINGS}
        port = self._member_port(0)
        with MongoClient(f"mongodb://127.0.0.1:{port}/?directConnection=true") as local:
            local.admin.command("replSetInitiate", config)
            hello = lambda: local.admin.command("hello").get("isWritablePrimary")  # noqa: E731
            until(hello, 30, "a primary")
            local.admin.command(
                "createUser", mongo.ADMIN, pwd=self.secrets["mongo_admin"], roles=["root"]
            )
        with self.member_client(0, 5000) as admin:
            for service in STORES:
                mongo.put_service(admin, service, self.secrets[f"mongo_{service}"])

    def _service(self, program: Program) -> Kept:
        name = program.name
        command = ["tests.fault.runner" if word == "chassis" else word for word in program.command]
        own = program.environment
        environment = {
            **own,
            "PYTHONPATH": f"{own['PYTHONPATH']}:{ROOT}",
            "AMQP_URI": self._through(name, own["AMQP_URI"]),
            f"{name.upper()}_MONGO_URI": self._store_uri(name),
            "YUNLING_FAULT_ORDERS": str(self.orders(name)),
            "PARTITIONS_MOST": "4",
        }
        return self._kept(Program(name, program.group, command, environment))

    def _store_uri(self, service: str) -> str:
        name, password = mongo.store_name(service), self.secrets[f"mongo_{service}"]
        hosts = ",".join(f"127.0.0.1:{self._line_ports[f'member-{n}'][0]}" for n in range(MEMBERS))
        options = f"replicaSet={mongo.REPLICA_SET}&authSource={name}"
        return f"mongodb://{name}:{password}@{hosts}/{name}?{options}"

    def _through(self, line: str, uri: str) -> str:
        """The same address, through a line of the proxy."""
        port, target = self._line_ports[line]
        return uri.replace(f":{target}/", f":{port}/")
