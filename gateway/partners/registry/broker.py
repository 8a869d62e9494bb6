"""Accounts of partners on the broker, through RabbitMQ's management API.

A partner's user may write to the exchange yunling.intake, and there only events whose routing key
is one of its own types, and read its own queue; it configures nothing. Every request here may be
repeated.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests

from chassis import tls
from chassis.domain import Unavailable
from chassis.messaging import amqp
from chassis.telemetry import log
from partners.registry.partner import Partner, State

USER_PREFIX = "partner-"
WITHIN_S = 5.0
CONNECTIONS_MOST, CHANNELS_MOST = 10, 50
NOTHING = "^$"
_log = log.get(__name__)


def queue_of(partner_id: str) -> str:
    """The queue with what the platform has for a partner; the platform declares it."""
    return f"yunling.partner.{partner_id}"


def user_of(partner_id: str) -> str:
    return USER_PREFIX + partner_id


class Broker:
    """The management API of one broker.

    `uris` is `http(s)://user:password@host:port/vhost`, several nodes with `;` between them; each
    is tried in turn. All methods raise Unavailable when none of them does what it is asked.
    """

    def __init__(self, uris: str) -> None:
        self._nodes = [_node(uri) for uri in uris.split(";")]

    def open(self, partner: Partner, password: str) -> None:
        """Make the partner's user, or give the one that is there another password."""
        user = {"password_hash": _hashed(password), "tags": ""}
        self._ask("PUT", f"/users/{_quoted(partner)}", user)
        self.settle(partner)

    def settle(self, partner: Partner) -> None:
        """Let the user's rights be what the registry says of the partner. A user that is not there
        is not made: nobody would know its password."""
        user = f"/users/{_quoted(partner)}"
        if not partner.has_account:
            self._ask("DELETE", user, missing=True)
        elif not self._ask("GET", user, missing=True):
            _log.warning("broker.user_missing", partner_id=partner.partner_id)
        elif partner.state is State.SUSPENDED:
            self._limit(partner, 0)
            self.disconnect(partner)
        else:
            self._limit(partner, CONNECTIONS_MOST)
            at = f"{{vhost}}/{_quoted(partner)}"
            self._ask("PUT", f"/topic-permissions/{at}", _topics(partner))
            # Last, because a user without a permission cannot enter the vhost at all.
            self._ask("PUT", f"/permissions/{at}", _rights(partner))

    def disconnect(self, partner: Partner) -> None:
        """Close the partner's connections; it may open others at once."""
        self._ask("DELETE", f"/connections/username/{_quoted(partner)}", missing=True)

    def _limit(self, partner: Partner, connections: int) -> None:
        for name, most in (("connections", connections), ("channels", CHANNELS_MOST)):
            path = f"/user-limits/{_quoted(partner)}/max-{name}"
            self._ask("PUT", path, {"value": most})

    def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, missing: bool = False
    ) -> bool:
        """Whether the broker did it; not, where what it is about is `missing` and may be."""
        said = "no node is named"
        for url, login, vhost in self._nodes:
            try:
                answer = requests.request(
                    method,
                    url + path.format(vhost=vhost),
                    json=body,
                    auth=login,
                    timeout=WITHIN_S,
                    allow_redirects=False,
                    verify=tls.ca() or True,
                )
            except requests.RequestException as away:
                said = type(away).__name__
                continue
            if answer.ok or (missing and answer.status_code == 404):
                return answer.ok
            said = f"status {answer.status_code}"
        raise Unavailable("broker", said)


def _node(uri: str) -> tuple[str, tuple[str, str], str]:
    parts = urlsplit(uri)
    login = unquote(parts.username or ""), unquote(parts.password or "")
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}/api", login, quote(unquote(parts.path[1:]), safe="")


def _quoted(partner: Partner) -> str:
    return quote(user_of(partner.partner_id), safe="")


def _topics(partner: Partner) -> dict[str, str]:
    types = "|".join(re.escape(type) for type in partner.types)
    return {"exchange": amqp.INTAKE, "write": f"^({types})$" if types else NOTHING, "read": NOTHING}


def _rights(partner: Partner) -> dict[str, str]:
    return {
        "configure": NOTHING,
        "write": f"^{re.escape(amqp.INTAKE)}$",
        "read": f"^{re.escape(queue_of(partner.partner_id))}$",
    }


def _hashed(password: str) -> str:
    """RabbitMQ's rabbit_password_hashing_sha256: base64 of a salt of 4 bytes and the digest."""
    salt = secrets.token_bytes(4)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return base64.b64encode(salt + digest).decode()
