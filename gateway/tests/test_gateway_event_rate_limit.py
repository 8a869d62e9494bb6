"""How many events a minute a partner may hand in: told over HTTP, put off over AMQP."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from chassis.consumer.handler import Delivery
from chassis.domain import Early
from chassis.rate_limits.limiter import Limiter
from chassis.rate_limits.quota import Quota, Quotas
from chassis.testing import NOON
from gateway.documents.contracts import pages
from gateway.http.request import Request
from partners.intake import contracts
from partners.intake.amqp import IntakeHandler
from partners.intake.arrivals import take_in
from partners.intake.rate_limit import EventRateLimit, QueueRateLimit
from partners.registry.lookup import Registry

TYPE = "yunling.partners.repayment.reported.v1"
MANY = {"Content-Type": "application/cloudevents-batch+json", "Idempotency-Key": ""}


class Watch:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Clock:
    def now(self) -> Any:
        return NOON


class Transactions:
    clock = Clock()


def events(n: int, first: int = 1) -> list[dict[str, Any]]:
    example = contracts.document(f"{TYPE}.example.json")
    ids = range(first, first + n)
    return [{**example, "id": f"e-{id}", "source": "/partners/own-1"} for id in ids]


def send(client: Any, body: Any) -> Any:
    return client.send("POST", "/v1/events", body, role="partner", headers=dict(MANY))


def test_a_partner_that_sends_too_much_is_told_when_to_go_on(client: Any, register: Any) -> None:
    register(events_per_minute=10)
    assert send(client, events(8)).status == 202
    refused = send(client, events(8, first=20))
    document = orjson.loads(refused.body)
    assert (refused.status, document["code"]) == (429, "too_many_requests")
    assert refused.headers["Retry-After"] == str(document["retry_after_s"])
    assert '"events";q=10;w=60' in refused.headers["RateLimit-Policy"]
    assert send(client, events(2, first=20)).status == 202


def test_a_batch_that_no_minute_can_hold_is_said_to_be_too_long(client: Any, register: Any) -> None:
    register(events_per_minute=10)
    document = orjson.loads(send(client, events(11)).body)
    assert (document["code"], document["limit"]) == ("too_many_events", 10)


def test_all_of_an_amount_is_spent_or_nothing(counters: Any) -> None:
    limits = Limiter(Quotas(), counters, Watch())
    quota = Quota(100, 60)
    taken = [limits.take("events", "bank", amount, quota).allowed for amount in (60, 50, 40, 1)]
    assert taken == [True, False, True, False]


@pytest.mark.parametrize("amounts", [(30,) * 10, (1,) * 150, (99, 7, 2), (100, 1)])
def test_replicas_never_spend_more_than_the_quota_together(
    counters: Any, amounts: tuple[int, ...]
) -> None:
    watch = Watch()
    replicas = [Limiter(Quotas(), counters, watch) for _ in range(3)]
    spent = sum(
        amount
        for n, amount in enumerate(amounts)
        if replicas[n % 3].take("events", "bank", amount, Quota(100, 60)).allowed
    )
    assert spent <= 100


def test_what_is_too_much_on_the_queue_waits_for_the_next_minute(
    store: Any, register: Any, counters: Any
) -> None:
    register(events_per_minute=2)
    register("another", events_per_minute=2)
    watch = Watch()
    handler = IntakeHandler("gateway.on_intake", Transactions(), take_in, {}, False, ())
    handler.rate_limit = QueueRateLimit(
        Registry(store), EventRateLimit(Limiter(Quotas(), counters, watch))
    )

    def held(user: str | None) -> bool:
        failure = handler.read(Delivery(b"{}", user)).failure
        assert failure is None or isinstance(failure, Early)
        return failure is not None

    assert [held("partner-own-1") for _ in range(3)] == [False, False, True]
    assert not held("partner-another")
    assert not any(held(user) for user in (None, "yunling", "partner-nobody"))
    watch.now += 60
    assert not held("partner-own-1")


def test_a_contract_is_served_at_the_path_of_its_address() -> None:
    page = pages()[f"/contracts/events/partners/{TYPE}.schema.json"]
    response = page(Request({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}))
    schema = orjson.loads(response.body)
    assert schema["$id"].endswith(f"/contracts/events/partners/{TYPE}.schema.json")
    assert f"/contracts/events/partners/{TYPE}.example.json" in pages()
