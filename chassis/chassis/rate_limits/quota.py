"""Quotas of callers and how much of them is left."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prometheus_client import Counter

RATE_LIMITED = Counter("yunling_rate_limited_total", "Requests answered with 429", ["policy"])

_RULE = re.compile(r"(?P<name>[a-z_]+)=(?P<requests>[1-9]\d{0,8})/(?P<within_s>[1-9]\d{0,4})")

READ, WRITE, HEAVY = "read", "write", "heavy"
"""GET and HEAD with a credential; other methods with one; and what asks all services or stores
hundreds of things at once."""

PUBLIC, REFUSED = "public", "refused"
"""Anything without a credential, and answers 401; both by address."""

LOGIN, LOGINS = "login", "logins"
"""Passwords that are tried: for an account from one address, and for an account from anywhere."""


@dataclass(frozen=True)
class Quota:
    """At most `requests` in a window of `within_s` seconds."""

    requests: int
    within_s: int


DEFAULTS = {
    READ: Quota(1200, 60),
    WRITE: Quota(600, 60),
    HEAVY: Quota(60, 60),
    PUBLIC: Quota(600, 60),
    REFUSED: Quota(60, 60),
    LOGIN: Quota(10, 900),
    LOGINS: Quota(100, 3600),
}


class Quotas:
    """Quotas by the name of their policy, written `read=1200/60 write=600/60`: requests and
    seconds. A policy that is not named keeps its default."""

    def __init__(self, written: str = "") -> None:
        self._by_name = dict(DEFAULTS)
        for rule in written.split():
            match = _RULE.fullmatch(rule)
            if match is None:
                raise ValueError(f"{rule}: not policy=requests/seconds")
            quota = Quota(int(match["requests"]), int(match["within_s"]))
            self._by_name[match["name"]] = quota

    def __getitem__(self, policy: str) -> Quota:
        return self._by_name[policy]


@dataclass(frozen=True)
class Standing:
    """A caller's remaining quota after a request; `reset_s` is when the window ends."""

    policy: str
    quota: Quota
    allowed: bool
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """RateLimit-Policy and RateLimit as draft-ietf-httpapi-ratelimit-headers-10 has them."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota.requests};w={self.quota.within_s}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset_s}',
        }
