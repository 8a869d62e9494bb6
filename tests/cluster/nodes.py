"""The nodes of the cluster: who leads, and how to take one away and give it back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.integration.containers import Compose, run
from tests.integration.target import eventually

BROKERS = ("rabbitmq-1", "rabbitmq-2", "rabbitmq-3")
MEMBERS = ("mongo-1", "mongo-2", "mongo-3")
VHOST = "yunling"

HELLO = """
import json, pymongo, sys
client = pymongo.MongoClient(sys.argv[1].split(","), replicaSet="yunling")
try:
    print(json.dumps(client.admin.command("hello"), default=str))
except pymongo.errors.PyMongoError as away:
    print(json.dumps({"away": type(away).__name__}))
"""
STEP_DOWN = """
import os, pymongo, sys
client = pymongo.MongoClient(
    sys.argv[1].split(","), replicaSet="yunling", username="admin", password=os.environ["ADMIN"]
)
client.admin.command("replSetStepDown", 20)
"""


@dataclass(frozen=True)
class Nodes:
    compose: Compose

    # --- taking away, giving back ---

    @contextmanager
    def killed(self, *services: str) -> Iterator[None]:
        """SIGKILL: no goodbye, no flush. Started again afterwards."""
        containers = [self._container(service) for service in services]
        run("docker", "kill", *containers)
        try:
            yield
        finally:
            run("docker", "start", *containers)

    @contextmanager
    def cut_off(self, service: str) -> Iterator[None]:
        """Off all its networks: it goes on running, and nobody hears it."""
        container = self._container(service)
        [inspected] = json.loads(run("docker", "inspect", container))
        networks = list(inspected["NetworkSettings"]["Networks"])
        for network in networks:
            run("docker", "network", "disconnect", network, container)
        try:
            yield
        finally:
            for network in networks:
                run("docker", "network", "connect", "--alias", service, network, container)

    # --- the broker ---

    def leaders(self, ask: str) -> Counter[str]:
        """How many quorum queues each node leads, as the node `ask` knows it."""
        rows = self._rabbitmq(ask, "rabbitmqctl", "list_queues", "-p", VHOST, "leader")
        return Counter(row["leader"].removeprefix("rabbit@") for row in rows if row["leader"])

    def backlog(self, ask: str) -> dict[str, int]:
        """Queues that are not empty, with the number of their messages."""
        rows = self._rabbitmq(ask, "rabbitmqctl", "list_queues", "-p", VHOST, "name", "messages")
        return {row["name"]: row["messages"] for row in rows if row["messages"]}

    def await_brokers(self, within_s: float = 90) -> None:
        """Until all nodes run and every queue can lose one again."""
        eventually(self._all_brokers_run, within_s, "the broker's nodes together again")
        for node in BROKERS:
            eventually(lambda node=node: self._expendable(node), within_s, f"{node} expendable")

    def _all_brokers_run(self) -> bool:
        status = self._rabbitmq(BROKERS[0], "rabbitmqctl", "cluster_status")
        return len(status["running_nodes"]) == len(BROKERS) and not status["partitions"]

    def _expendable(self, node: str) -> bool:
        # Fails, and eventually() asks again, while a queue would lose its majority with this node.
        self.compose(
            "exec", "-T", node, "rabbitmq-diagnostics", "-q", "check_if_node_is_quorum_critical"
        )
        return True

    def _rabbitmq(self, ask: str, command: str, *arguments: str) -> Any:
        words = ("exec", "-T", ask, command, "--quiet", "--formatter", "json", *arguments)
        return json.loads(self.compose(*words).strip() or "[]")

    # --- the replica set ---

    def primary(self) -> str:
        """The member that is primary; waits for an election."""

        def elected() -> str:
            hello = json.loads(self._pymongo(HELLO).splitlines()[-1])
            return str(hello.get("primary", "")).partition(":")[0]

        return eventually(elected, 60, "a primary")

    def step_down(self) -> None:
        password = self.compose.setting("CLUSTER_MONGO_ADMIN_PASSWORD")
        self._pymongo(STEP_DOWN, "--env", f"ADMIN={password}")

    def await_members(self, within_s: float = 90) -> None:
        """Until every member is primary or secondary."""
        for member in MEMBERS:
            eventually(lambda member=member: self._in_service(member), within_s, member)

    def _in_service(self, member: str) -> bool:
        program = (
            "import json, pymongo\n"
            f"client = pymongo.MongoClient('{member}', directConnection=True)\n"
            "hello = client.admin.command('hello')\n"
            "print(json.dumps(hello['isWritablePrimary'] or hello['secondary']))"
        )
        return bool(json.loads(self.compose.python("people", program).splitlines()[-1]))

    def _pymongo(self, program: str, *options: str) -> str:
        words = ("exec", "-T", *options, "people", "python", "-c", program, ",".join(MEMBERS))
        return self.compose(*words)

    def _container(self, service: str) -> str:
        return f"{self.compose.project}-{service}-1"
