"""The gateway's settings beyond those of every service."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Self

from chassis.config import Settings
from gateway.address import Networks
from gateway.cors import Origins
from gateway.identity.issuer import Issuers
from gateway.limits.quota import Quotas
from gateway.partners.declared import DeclaredPartners
from gateway.services import Deadlines

NOBODY = DeclaredPartners()
NO_ISSUERS = Issuers()


class SecretKey(bytes):
    """32 random bytes, written in base64."""

    def __new__(cls, written: str) -> Self:
        key = base64.b64decode(written, validate=True)
        if len(key) != 32:
            raise ValueError("not 32 bytes")
        return super().__new__(cls, key)


DEADLINES, QUOTAS, NO_PROXIES, NO_ORIGINS = Deadlines(), Quotas(), Networks(), Origins()


@dataclass(frozen=True, kw_only=True)
class GatewaySettings(Settings):
    """Limits are in bytes, times in seconds.

    `issuers` is the path of a YAML list of identity providers (docs/identity.md). `token_keys` is
    the path of a JWKS file: whoever signs as `token_issuer` with one of its keys is believed, too.
    With `local_issuer` accounts of the gateway's own may log in.

    `drain_s` is how long a gateway that stops still takes connections, so that a balancer that
    asks `/readyz` at intervals never sends to one that is gone. `calls_most` is for each service,
    `connections_each` for each address but those of `trusted_proxies`, whose X-Forwarded-For is
    believed. `hsts_s` is for a door behind TLS. docs/http.md tells what each limit answers.

    The secrets with which partners sign are derived from `secret_key`. `partners` is the path of a
    JSON list of those that this deployment begins with. `broker_api` is the broker's management
    API, with a user that may make users: `http(s)://user:password@host:port/vhost`, several nodes
    with `;` between them. `partner_amqp` is where partners reach the broker: `amqp://host/vhost`.
    `partner_queue_most` is how many events wait ready in a partner's queue before the rest waits
    in the store.
    """

    secret_key: SecretKey
    token_keys: str = ""
    issuers: Issuers = NO_ISSUERS
    local_issuer: bool = False
    partners: DeclaredPartners = NOBODY
    broker_api: str = ""
    partner_amqp: str = ""
    token_issuer: str = "yunling-local"  # noqa: S105 - who makes tokens, not a secret
    token_audience: str = "yunling-gateway"  # noqa: S105 - whom tokens are for, not a secret
    body_limit: int = 1_048_576
    events_limit: int = 8_388_608
    events_most: int = 1000
    call_within_s: Deadlines = DEADLINES
    calls_most: int = 250
    request_within_s: float = 30.0
    head_within_s: float = 10.0
    connections: int = 1000
    connections_each: int = 250
    streams_most: int = 100
    rate_limits: Quotas = QUOTAS
    trusted_proxies: Networks = NO_PROXIES
    cors_origins: Origins = NO_ORIGINS
    hsts_s: int = 0
    server_timing: bool = False
    drain_s: float = 5.0
    partner_queue_most: int = 10_000
