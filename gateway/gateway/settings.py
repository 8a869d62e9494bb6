"""The gateway's settings beyond those of every service."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.rate_limits.quota import Quotas
from gateway.http.client_address import Networks
from gateway.http.cors import Origins
from gateway.identity.issuer import Issuers
from gateway.upstream.services import Deadlines
from partners.settings import PartnersSettings

NO_ISSUERS = Issuers()


DEADLINES, QUOTAS, NO_PROXIES, NO_ORIGINS = Deadlines(), Quotas(), Networks(), Origins()


@dataclass(frozen=True, kw_only=True)
class GatewaySettings(PartnersSettings):
    """Limits are in bytes, times in seconds.

    `issuers` is the path of a YAML list of identity providers (docs/identity.md). `token_keys` is
    the path of a JWKS file: whoever signs as `token_issuer` with one of its keys is believed, too.
    With `local_issuer` accounts of the gateway's own may log in.

    `drain_s` is how long a gateway that stops still takes connections, so that a balancer that
    asks `/readyz` at intervals never sends to one that is gone. `calls_most` is for each service,
    `connections_each` for each address but those of `trusted_proxies`, whose X-Forwarded-For is
    believed. `hsts_s` is for a gateway behind TLS. docs/http.md tells what each limit answers.
    """

    token_keys: str = ""
    issuers: Issuers = NO_ISSUERS
    local_issuer: bool = False
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

    def _of_production(self) -> list[str]:
        own = [name for name in ("issuers", "hsts_s") if getattr(self, name)]
        return super()._of_production() + own
