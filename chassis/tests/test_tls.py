"""Which settings ask for TLS, and which are refused because they pretend to."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from chassis import tls
from chassis.config import Settings, SettingsError

AMQPS, MONGO = "amqps://u:secret@broker/v", "mongodb://u:secret@store/people?tls=true"


def read(ca: Path, amqp_uri: str = AMQPS, mongo_uri: str = MONGO) -> Settings:
    given = {"amqp_uri": amqp_uri, "mongo_uri": mongo_uri, "actor_keys": "k", "tls_ca": str(ca)}
    return Settings.read(given)


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    file.write_text("")
    return file


def test_addresses_that_ask_for_tls_are_taken(ca: Path) -> None:
    assert read(ca, f"{AMQPS};{AMQPS}").tls_ca == str(ca)


@pytest.mark.parametrize(
    ("amqp_uri", "mongo_uri", "said"),
    [
        (AMQPS.replace("amqps", "amqp"), MONGO, "every node has to be amqps"),
        (f"{AMQPS};amqp://u:secret@second/v", MONGO, "every node has to be amqps"),
        (AMQPS, "mongodb://u:secret@store/people", "has to say tls=true"),
        (AMQPS, "mongodb://u:secret@store/people?tls=false", "has to say tls=true"),
        (AMQPS, f"{MONGO}&tlsInsecure=true", "certificates are verified"),
        (AMQPS, f"{MONGO}&tlsAllowInvalidHostnames=true", "certificates are verified"),
    ],
)
def test_with_an_authority_no_address_may_go_unprotected(
    ca: Path, amqp_uri: str, mongo_uri: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        read(ca, amqp_uri, mongo_uri)
    assert "secret" not in str(refused.value)


def test_an_authority_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="tls_ca: no such file"):
        read(tmp_path / "none.pem")


def test_a_protected_broker_is_verified_by_name_and_authority() -> None:
    given = tls.of_broker("amqps://u:p@broker.example:5671/v")
    assert isinstance(given, dict)
    assert given["server_hostname"] == "broker.example"
    assert given["cert_reqs"] is ssl.CERT_REQUIRED
    assert tls.of_broker("amqp://u:p@broker/v") is False


def test_a_service_name_of_the_database_asks_for_tls_by_itself() -> None:
    assert tls.asks_for_tls("mongodb+srv://u:p@store/people")
    assert not tls.asks_for_tls("mongodb+srv://u:p@store/people?tls=false")
