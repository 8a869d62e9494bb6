"""A partner from its registration to its end: its key, its account, and what either opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import amqp
import kombu
import pytest

from tests.integration.door import Door
from tests.integration.making import day, unique
from tests.integration.partners import an_event, send
from tests.integration.target import Platform, eventually

OWN, FOREIGN = (f"yunling.partners.{kind}.reported.v1" for kind in ("repayment", "credit"))
WHY = {"reason": "a test"}


@pytest.fixture
def partner(admin: Door) -> Iterator[dict[str, Any]]:
    """A bank with an account on the broker; it is removed afterwards."""
    about = {"partner_id": unique("bank").lower(), "name": "测试银行", "role": "bank"}
    made = admin.make("/v1/partners", about | {"types": [OWN]} | WHY)
    path = f"/v1/partners/{made['partner_id']}"
    yield {"path": path, **admin.put(f"{path}/account").body}
    admin.make(f"{path}/removal", WHY)


def publish(uri: str, type: str, user: str | None = None) -> None:
    """Publish something and wait for the confirm; the broker's refusal is raised."""
    options = {"confirm_publish": True}
    with kombu.Connection(uri, transport_options=options, connect_timeout=5) as connection:
        connection.Producer().publish(
            "{}", exchange="yunling.intake", routing_key=type, user_id=user, timeout=10
        )


def refuses(uri: str, type: str = OWN) -> bool:
    """Whether the broker lets nobody in, or nothing out."""
    try:
        publish(uri, type)
    except (amqp.AMQPError, OSError):
        # What is said depends on how far the connection came before it was put out.
        return True
    return False


def is_closed(connection: kombu.Connection) -> bool:
    """Whether the broker has ended a connection."""
    try:
        connection.drain_events(timeout=0.5)
    except TimeoutError:
        return False
    except (amqp.AMQPError, OSError):
        return True
    return False


def test_an_account_publishes_its_own_types_and_nothing_else(partner: dict[str, Any]) -> None:
    publish(partner["amqp_uri"], OWN, partner["user"])
    with pytest.raises(amqp.AccessRefused, match="topic"):
        publish(partner["amqp_uri"], FOREIGN, partner["user"])
    with pytest.raises(amqp.PreconditionFailed, match="user_id"):
        publish(partner["amqp_uri"], OWN, "partner-bank")


@pytest.mark.parametrize(
    "deed",
    [
        lambda channel: channel.queue_declare("mine"),
        lambda channel: channel.exchange_declare("mine", "topic"),
        lambda channel: channel.basic_get("gateway.on_intake"),
        lambda channel: channel.basic_get("yunling.partner.bank"),
        lambda channel: channel.queue_bind("gateway.on_intake", "yunling.intake", "#"),
        lambda channel: channel.basic_publish_confirm(
            amqp.Message("{}"), exchange="yunling.events", routing_key=OWN
        ),
    ],
    ids=["queue", "exchange", "read intake", "read another's", "bind", "publish inside"],
)
def test_an_account_neither_makes_nor_reads_nor_publishes_elsewhere(
    partner: dict[str, Any], deed: Any
) -> None:
    with kombu.Connection(partner["amqp_uri"]) as connection, pytest.raises(amqp.AccessRefused):
        deed(connection.channel())


def test_a_changed_partner_publishes_what_it_may_now(admin: Door, partner: dict[str, Any]) -> None:
    admin.make(f"{partner['path']}/changes", {"types": [FOREIGN]} | WHY)
    eventually(lambda: refuses(partner["amqp_uri"], OWN), 15)
    publish(partner["amqp_uri"], FOREIGN, partner["user"])


def test_a_suspended_partner_is_put_out_and_comes_back_with_its_password(
    admin: Door, partner: dict[str, Any]
) -> None:
    path = partner["path"]
    with kombu.Connection(partner["amqp_uri"], connect_timeout=5) as open_one:
        open_one.connect()
        admin.make(f"{path}/suspension", WHY)
        eventually(lambda: refuses(partner["amqp_uri"]), 15)
        eventually(lambda: is_closed(open_one), 15)
    assert admin.put(f"{path}/account").status == 409
    admin.make(f"{path}/resumption", WHY)
    eventually(lambda: not refuses(partner["amqp_uri"]), 15)


def test_a_new_password_takes_the_place_of_the_old_one(
    admin: Door, partner: dict[str, Any]
) -> None:
    new = admin.put(f"{partner['path']}/account").body
    assert refuses(partner["amqp_uri"])
    publish(new["amqp_uri"], OWN, new["user"])


def test_a_key_hands_in_its_partners_own_types_and_opens_nothing_else(
    admin: Door, partner: dict[str, Any], platform: Platform
) -> None:
    wanted = {"scopes": ["gateway.accept_events", "gateway.list_rejected"]}
    made = admin.make(f"{partner['path']}/keys", wanted)
    door = Door(platform.url, made["api_key"])
    partner_id = partner["partner_id"]
    paid = {"loan_id": "loan-1", "payment_id": unique("paid"), "value_date": day()}
    paid |= {"principal": "1.00", "interest": "0.00"}
    # A loan that nobody knows: what is accepted here goes no further than to loans, where it waits.
    assert send(door, an_event(partner_id, "repayment.reported", "loan-1", paid)).status == 202
    foreign = an_event(partner_id, "credit.reported", "loan-1", {})
    assert send(door, foreign)["code"] == "type_not_yours"
    assert door.read("/v1/events/rejected")["rows"][0]["event_id"] == foreign["id"]
    assert door.get("/v1/loans")["code"] == "scope_not_granted"
    assert door.get(partner["path"])["code"] == "role_not_allowed"


def test_a_key_is_shown_once_and_the_store_cannot_show_it_again(
    admin: Door, partner: dict[str, Any]
) -> None:
    key = unique("idempotent")
    first, second = (admin.post(f"{partner['path']}/keys", {}, key) for _ in range(2))
    assert first["api_key"].startswith(f"ylk_live_{first['prefix']}_")
    assert (second["prefix"], second["api_key"]) == (first["prefix"], None)
    [shown] = admin.read(partner["path"])["keys"]
    assert first["api_key"][18:] not in str(shown)
