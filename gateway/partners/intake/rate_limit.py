"""How many events a minute a partner may hand in, over either way."""

from __future__ import annotations

from chassis.domain import Early
from chassis.rate_limits.limiter import Limiter
from chassis.rate_limits.quota import RATE_LIMITED, Quota, Standing
from partners.registry.broker import USER_PREFIX
from partners.registry.lookup import Registry
from partners.registry.partner import Partner

POLICY = "events"
MINUTE_S = 60


class EventRateLimit:
    """Spends the quotas of partners, which all replicas share."""

    def __init__(self, limits: Limiter) -> None:
        self._limits = limits

    def take(self, partner: Partner, events: int) -> Standing:
        """Where the partner stands after so many events more: all of them or none."""
        quota = Quota(partner.events_per_minute, MINUTE_S)
        standing = self._limits.take(POLICY, partner.partner_id, events, quota)
        if not standing.allowed:
            RATE_LIMITED.labels(POLICY).inc()
        return standing


class QueueRateLimit:
    """The same for the intake queue, where nobody can be told to come back: what is too much
    waits in the store, and the events of others go on."""

    def __init__(self, registry: Registry, rate_limit: EventRateLimit) -> None:
        self._registry = registry
        self._rate_limit = rate_limit

    def held(self, user_id: str | None) -> Early | None:
        """Why an event of this user has to wait, None when it need not."""
        user = user_id or ""
        known = user.startswith(USER_PREFIX)
        partner = self._registry.find(user.removeprefix(USER_PREFIX)) if known else None
        if partner is None or self._rate_limit.take(partner, 1).allowed:
            return None
        return Early(f"the next minute of {partner.partner_id}")
