"""Whether a process can serve, asked the way its users would ask."""

from __future__ import annotations

import socket
from contextlib import suppress

import requests

from yunling.stack import mongo
from yunling.stack.place import OFFSETS, STORES, Place, of_replica

TIMEOUT_S = 3


def is_ready(place: Place, name: str) -> bool:
    """Services by `/readyz`, the database by its role, everything else by an accepted connection.

    RabbitMQ opens its port as the last step of its start, after the users are imported.
    """
    if name == "mongod":
        return mongo.is_primary(place)
    if of_replica(name)[0] in STORES:
        return _answers(f"{place.url(name)}/readyz")
    return accepts(place.port(name)) if name in OFFSETS else True


def accepts(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S):
        return True
    return False


def _answers(url: str) -> bool:
    with suppress(requests.RequestException), requests.Session() as session:
        # No proxy of the surroundings may stand between two processes of one machine.
        session.trust_env = False
        return session.get(url, timeout=TIMEOUT_S).status_code == 200
    return False
