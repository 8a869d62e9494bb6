"""Who may do what in the stack's broker and database."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import amqp
import kombu
import orjson
import pymongo
import pytest
from pymongo.errors import OperationFailure

from tests.stack.conftest import Stack
from yunling.services import NAMES


@pytest.mark.parametrize("service", NAMES)
def test_a_service_reads_and_writes_its_own_store_and_no_other(stack: Stack, service: str) -> None:
    with pymongo.MongoClient(stack.settings()[f"{service.upper()}_MONGO_URI"]) as client:
        own = client.get_default_database()
        assert own.name == f"yunling_{service}"
        with client.start_session() as session, session.start_transaction():
            own.rows.insert_one({"a": 1}, session=session)
        assert own.rows.find_one({"a": 1})
        for other in {*NAMES} - {service}:
            with pytest.raises(OperationFailure, match="not authorized"):
                client[f"yunling_{other}"].rows.find_one()


def test_nobody_reads_the_database_without_a_password(stack: Stack) -> None:
    address = f"mongodb://127.0.0.1:{stack.base + 20}/?directConnection=true"
    with (
        pymongo.MongoClient(address) as client,
        pytest.raises(OperationFailure, match="requires authentication"),
    ):
        client["yunling_people"].people.find_one()


def test_the_guest_account_of_the_broker_does_not_exist(stack: Stack) -> None:
    guest = f"amqp://guest:guest@127.0.0.1:{stack.base + 10}/yunling"
    with pytest.raises(amqp.AccessRefused), kombu.Connection(guest) as connection:
        connection.connect()


@pytest.fixture
def intake(stack: Stack) -> kombu.Exchange:
    exchange = kombu.Exchange("yunling.intake", "topic", durable=True)
    with kombu.Connection(stack.settings()["AMQP_URI"]) as connection:
        exchange.maybe_bind(connection.channel()).declare()
        kombu.Exchange("yunling.events", "topic").maybe_bind(connection.channel()).declare()
    return exchange


def partner(stack: Stack) -> kombu.Connection:
    uris = orjson.loads((stack.run / "partners.json").read_bytes())
    return kombu.Connection(uris["bank"], transport_options={"confirm_publish": True})


def test_a_partner_may_hand_events_in(stack: Stack, intake: kombu.Exchange) -> None:
    with partner(stack) as connection:
        connection.Producer().publish(
            {}, exchange=intake.name, routing_key="any", user_id="partner-bank"
        )


def test_a_partner_may_not_publish_as_the_platform(stack: Stack, intake: kombu.Exchange) -> None:
    with partner(stack) as connection, pytest.raises(amqp.AccessRefused):
        connection.Producer().publish({}, exchange="yunling.events", routing_key="any")


def test_a_partner_may_not_speak_for_another(stack: Stack, intake: kombu.Exchange) -> None:
    with partner(stack) as connection, pytest.raises(amqp.PreconditionFailed):
        connection.Producer().publish(
            {}, exchange=intake.name, routing_key="any", user_id="partner-venues"
        )


def test_a_partner_may_neither_declare_nor_read_a_queue(stack: Stack) -> None:
    with partner(stack) as connection, pytest.raises(amqp.AccessRefused):
        kombu.Queue("mine").maybe_bind(connection.channel()).declare()


def test_a_letter_is_kept_in_the_maildir(stack: Stack) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@localhost", "b@example.org", "招聘会"
    letter.set_content("您好")
    before = set((stack.run / "mail" / "new").glob("*"))
    with smtplib.SMTP("127.0.0.1", stack.base + 30) as server:
        server.send_message(letter)
    (kept,) = set((stack.run / "mail" / "new").glob("*")) - before
    assert "b@example.org" in kept.read_text()
