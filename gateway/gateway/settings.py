"""The gateway's settings beyond those of every service."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.config import Settings


@dataclass(frozen=True, kw_only=True)
class GatewaySettings(Settings):
    """Limits are in bytes, times in seconds. `token_keys` is the path of a JWKS file.

    `drain_s` is how long a gateway that stops still takes connections, so that a balancer that
    asks `/readyz` at intervals never sends to one that is gone.
    """

    token_keys: str
    token_issuer: str = "yunling-local"  # noqa: S105 - who makes tokens, not a secret
    token_audience: str = "yunling-gateway"  # noqa: S105 - whom tokens are for, not a secret
    body_limit: int = 1_048_576
    events_limit: int = 8_388_608
    events_most: int = 1000
    call_within_s: float = 5.0
    request_within_s: float = 30.0
    connections: int = 1000
    drain_s: float = 5.0
