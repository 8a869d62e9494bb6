"""Two of every service and two gateways, each restarted in its turn while clients are served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import kombu
import pymongo
import pytest

from chassis.consumer.handler import fits
from tests.fault.stage import until
from tests.integration.door import Door
from tests.integration.tokens import mint
from tests.scale.balancer import Balancer
from tests.scale.load import Load
from tests.stack.conftest import Stack
from yunling.services import NAMES

LEARNERS = ("jobs", "loans", "training")


class Tap:
    """A queue that gets every event which the relays publish."""

    def __init__(self, uri: str) -> None:
        self._connection = kombu.Connection(uri)
        self._channel = self._connection.channel()
        self._queue = self._channel.queue_declare("tap", durable=True, auto_delete=False).queue
        self._channel.queue_purge(self._queue)
        self._channel.queue_bind(self._queue, "yunling.events", "yunling.#")

    def ids(self) -> Counter[str]:
        """How often each event came since the last time, by its id."""
        seen: Counter[str] = Counter()
        while message := self._channel.basic_get(self._queue, no_ack=True):
            seen[message.properties["message_id"]] += 1
        return seen

    def close(self) -> None:
        self._channel.queue_delete(self._queue)
        self._connection.close()


class Twice:
    """A whole platform with two of each, behind a balancer."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.settings = stack.settings()
        ports = [stack.base, stack.base + 50]
        self.balancer = Balancer(ports)
        self.tap = Tap(self.settings["AMQP_URI"])
        until(lambda: sorted(self.balancer.ready) == ports)

    def door(self, role: str = "admin") -> Door:
        token = mint(self.stack.run / "keys" / "issuer.jwk", role)
        return Door(self.balancer.url, token)

    def is_settled(self) -> bool:
        """Whether every handler has handled all that was published for it, and nothing waits."""
        flow = self.door().read("/v1/ops/flow")
        published: Counter[str] = Counter()
        for seen in flow.values():
            published.update(seen["published"])
        return all(
            not seen["unsent"] and not seen["waiting"] and not seen["parked"]
            for seen in flow.values()
        ) and all(
            sum(seen["handled"][handler].values())
            == sum(n for type, n in published.items() if any(fits(p, type) for p in patterns))
            for seen in flow.values()
            for handler, patterns in seen["bindings"].items()
        )

    def published(self) -> int:
        flow = self.door().read("/v1/ops/flow")
        return sum(sum(seen["published"].values()) for seen in flow.values())

    def known_regions(self, service: str, person_ids: list[str]) -> dict[str, str]:
        """Where a service believes that people live, read from its own store."""
        with pymongo.MongoClient[Any](self.settings[f"{service.upper()}_MONGO_URI"]) as client:
            found = client.get_default_database().people.find({"_id": {"$in": person_ids}})
            return {row["_id"]: row["region"] for row in found}

    def close(self) -> None:
        self.tap.close()
        self.balancer.close()


@pytest.fixture(scope="module")
def twice(make_stack: Any) -> Iterator[Twice]:
    stack = make_stack(PARTITIONS_MOST="4")
    started = stack.yunling("up", "--replicas", "2")
    assert started.returncode == 0, started.stdout + started.stderr
    platform = Twice(stack)
    yield platform
    platform.close()


def test_two_relays_of_each_service_publish_every_event_once(twice: Twice):
    before = twice.published()
    twice.tap.ids()
    load = Load(twice.door)
    load.start()
    until(lambda: load.requests > 200, 60)
    load.finish()
    until(twice.is_settled)

    seen = twice.tap.ids()
    assert load.failures == []
    assert set(seen.values()) == {1}
    assert len(seen) == twice.published() - before
    assert twice.balancer.used == set(twice.balancer.ports)


def test_a_rolling_restart_of_everything_fails_no_request_and_loses_no_event(twice: Twice):
    before = twice.published()
    twice.tap.ids()
    load = Load(twice.door)
    load.start()
    for name in [*twice.stack.pids()]:
        if name.partition("-")[0] in NAMES:
            restarted = twice.stack.yunling("restart", name)
            assert restarted.returncode == 0, restarted.stdout + restarted.stderr
    load.finish()
    until(twice.is_settled, 60)

    assert load.failures == []
    seen = twice.tap.ids()
    assert len(seen) == twice.published() - before
    assert set(seen.values()) == {1}
    for service in LEARNERS:
        assert twice.known_regions(service, list(load.regions)) == load.regions
