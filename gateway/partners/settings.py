"""The settings about partners."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Self

from chassis.config import Settings
from partners.registry.declared import DeclaredPartners

NOBODY = DeclaredPartners()


class SecretKey(bytes):
    """32 random bytes, written in base64."""

    def __new__(cls, written: str) -> Self:
        key = base64.b64decode(written, validate=True)
        if len(key) != 32:
            raise ValueError("not 32 bytes")
        return super().__new__(cls, key)


@dataclass(frozen=True, kw_only=True)
class PartnersSettings(Settings):
    """Partners sign with secrets that are derived from `secret_key`. `partners` is the path of a
    JSON list of those that this deployment begins with. `broker_api` is the broker's management
    API, with a user that may make users: `http(s)://user:password@host:port/vhost`, several nodes
    with `;` between them. `partner_amqp` is where partners reach the broker: `amqp://host/vhost`.
    `partner_queue_most` is how many events wait ready in a partner's queue before the rest waits
    in the store.
    """

    secret_key: SecretKey
    partners: DeclaredPartners = NOBODY
    broker_api: str = ""
    partner_amqp: str = ""
    partner_queue_most: int = 10_000
