"""A connection to the platform's broker, as the partner's own user."""

from __future__ import annotations

import amqp
from kombu.utils.url import parse_url

HEARTBEAT_S = 10
CONNECT_WITHIN_S = 10


def connect(uri: str) -> amqp.Connection:
    """An open connection. Raises OSError and amqp.AMQPError when there is none to be had."""
    place = parse_url(uri)
    connection = amqp.Connection(
        host=f"{place['hostname']}:{place['port']}",
        userid=place["userid"],
        password=place["password"],
        virtual_host=place["virtual_host"] or "/",
        heartbeat=HEARTBEAT_S,
        confirm_publish=True,
        connect_timeout=CONNECT_WITHIN_S,
    )
    connection.connect()
    return connection


def user(uri: str) -> str:
    """Who the URI logs in as: `partner-<id>`."""
    return str(parse_url(uri)["userid"])
