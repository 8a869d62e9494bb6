"""A gateway of a test's own, and a partner that reads its queue."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import kombu
import orjson
import pymongo
import requests
from amqp.exceptions import NotFound

from tests.fault import orders
from tests.fault.stage import Infra, until
from tests.integration.containers import free_port

CONFIG = Path(__file__).parents[2] / "gateway" / "config.yaml"
SECRET = "c2VjcmV0LW9mLXRoZS10ZXN0cy0wMTIzNDU2Nzg5YWI="
FAIR = "yunling.jobs.fair.opened.v1"
HIRED = "yunling.jobs.registration.hired.v1"


def an_event(id: str, type: str = FAIR, **data: Any) -> bytes:
    """An event of something in Wuhua county."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": id,
            "type": type,
            "source": "/yunling/jobs",
            "subject": id,
            "time": "2025-06-02T04:00:00Z",
            "data": {"region": "530102", **data},
        }
    )


class Post:
    """The gateway's store, its processes, and the partners' queues."""

    def __init__(self, infra: Infra, folder: Path) -> None:
        self.infra = infra
        self.folder = folder
        self.orders = folder / "orders.json"
        self.client: pymongo.MongoClient[Any] = pymongo.MongoClient(
            infra.settings["GATEWAY_MONGO_URI"]
        )
        self.db = self.client.get_default_database()
        self.url = ""
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "jwks.json").write_text('{"keys": []}')
        for name in self.db.list_collection_names():
            self.db[name].delete_many({})

    def start(self) -> None:
        """Start one more gateway and wait until it is ready; `url` is where it answers."""
        address = f"127.0.0.1:{free_port()}"
        given = {
            **self.infra.settings,
            "GATEWAY_HTTP_ADDRESS": address,
            "GATEWAY_TOKEN_KEYS": str(self.folder / "jwks.json"),
            "GATEWAY_SECRET_KEY": SECRET,
            "GATEWAY_DRAIN_S": "0",
            "GATEWAY_PARTNER_QUEUE_MOST": "10",
            "GATEWAY_PARTNERS": "",
            "YUNLING_FAULT_ORDERS": str(self.orders),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-m", "tests.fault.runner", "gateway.service:GatewayService"]
        with (self.folder / f"{address}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [*command, "--config", CONFIG],
                    env={**os.environ, **given},
                    stdout=log,
                    stderr=log,
                )
            )
        until(lambda: self._ready(address))
        self.url = f"http://{address}"

    def die_at(self, point: str, after: int = 1) -> None:
        orders.give(self.orders, point=point, after=after)

    def end(self) -> None:
        """Stop the oldest process as an operator does, so that another goes on at once."""
        process = self.processes.pop(0)
        process.terminate()
        process.wait(timeout=40)

    def release_leases(self) -> None:
        """Let the next process begin at once, as if those of a killed one had run out."""
        self.db.leases.delete_many({})

    def ended(self) -> int | None:
        """The exit code of the oldest process, None while it runs."""
        return self.processes[0].poll()

    def add_partner(self, partner_id: str, *types: str, days: int = 0, **more: Any) -> None:
        """Register a labour bureau of the province that subscribed to some types."""
        made = datetime.now(UTC) - timedelta(days=days)
        partner = {
            "name": partner_id, "role": "labour_bureau", "types": [], "region": "530000",
            "sandbox": False, "events_per_minute": 1000, "created_at": made, "changed_at": made,
            "state": "active", "has_account": True, "broker_due": False, **more,
        }  # fmt: skip
        self.db.partners.insert_one({"_id": partner_id, **partner})
        subscription = {
            "types": list(types),
            "region": "530000",
            "made_by": "test",
            "made_at": made,
        }
        self.db.subscriptions.insert_one(
            {"_id": f"s-{partner_id}", "partner_id": partner_id, **subscription}
        )

    def forget_partners(self) -> None:
        """Let nobody be a partner, or have subscribed to anything."""
        self.db.partners.delete_many({})
        self.db.subscriptions.delete_many({})

    def publish(self, *bodies: bytes, type: str = FAIR) -> None:
        self.infra.publish(*bodies, type=type)

    @contextmanager
    def reading(self, partner_id: str) -> Iterator[Any]:
        """A function that takes what is ready in a partner's queue: (event, headers) each."""
        with kombu.Connection(self.infra.amqp_uri) as connection:
            channel = connection.channel()

            def take() -> list[Any]:
                found = []
                while message := channel.basic_get(f"yunling.partner.{partner_id}"):
                    found.append((orjson.loads(message.body), message.headers))
                    channel.basic_ack(message.delivery_tag)
                return found

            yield take

    def has_queue(self, partner_id: str) -> bool:
        try:
            return self.waiting(partner_id) >= 0
        except NotFound:
            return False

    def waiting(self, partner_id: str) -> int:
        with kombu.Connection(self.infra.amqp_uri) as connection:
            queue = f"yunling.partner.{partner_id}"
            return int(connection.channel().queue_declare(queue, passive=True).message_count)

    def left(self, partner_id: str) -> int:
        """Up to which number all has gone to the queue."""
        cursor = self.db.cursors.find_one({"_id": partner_id})
        return cursor["done"] if cursor else 0

    def had_yesterday(self, partner_id: str, events: int) -> None:
        """Let a partner have been sent so many events yesterday, and have sent one."""
        at = datetime.now(UTC) - timedelta(days=1)
        one = {
            "partner_id": partner_id, "type": FAIR, "person_id": None, "digest": "0" * 64, "at": at,
            "left_at": at, "withheld_at": None, "withheld": None, "forged": False,
        }  # fmt: skip
        self.db.deliveries.insert_many(
            {**one, "_id": f"{partner_id}:{n:012}", "number": n, "event_id": f"y-{n}"}
            for n in range(1, events + 1)
        )
        self.db.mailboxes.insert_one({"_id": partner_id, "last": events})
        self.db.cursors.insert_one({"_id": partner_id, "done": events})
        said = {"keys": [f"/partners/{partner_id}#e-1"], "digests": ["0" * 64], "at": at}
        kind = {"types": ["yunling.partners.result.reported.v1"], "partners": [partner_id]}
        self.db.accepted.insert_one({"_id": "a-1", **said, **kind})

    def ask_replay(self, partner_id: str, first: int, last: int) -> None:
        asked = {"asked_by": "test", "asked_at": datetime.now(UTC), "ended_at": None}
        counts = {"done": first - 1, "sent": 0, "withheld": 0, "state": "running", "types": []}
        place = {"partner_id": partner_id, "first": first, "last": last}
        self.db.replays.insert_one({"_id": "r-1", **place, **counts, **asked})

    def stated(self, partner_id: str) -> Any:
        """What the statement of yesterday says, None while there is none."""
        day = (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=1)).date().isoformat()
        made = self.db.statements.find_one({"_id": f"{partner_id}.{day}"})
        if made is None:
            return None
        payload = made["jws"].split(".")[1]
        return orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.client.close()

    def _ready(self, address: str) -> bool:
        assert self.processes[-1].poll() is None, (self.folder / f"{address}.log").read_text()[
            -3000:
        ]
        try:
            return requests.get(f"http://{address}/readyz", timeout=5).ok
        except requests.RequestException:
            return False
