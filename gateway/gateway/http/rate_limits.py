"""Counts requests: by credential, or by address when there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.rate_limits.limiter import Limiter
from chassis.rate_limits.quota import PUBLIC, RATE_LIMITED, READ, REFUSED, WRITE
from gateway.http.problem import Problem
from gateway.http.request import Request
from gateway.http.route import Route

SAFE = ("GET", "HEAD")


class RateLimits:
    """Counts a request and tells the caller what is left, or raises too_many_requests."""

    def __init__(self, limits: Limiter) -> None:
        self._limits = limits

    def admit(self, route: Route, request: Request) -> None:
        """Count a request under the policy of its route, its method, or its address."""
        actor = request.actor
        if actor is None:
            self.take(PUBLIC, request.address, request)
        else:
            usual = READ if request.method in SAFE else WRITE
            self.take(route.limit or usual, actor.subject, request)

    def take(self, policy: str, caller: str, request: Request) -> None:
        """Count it under a policy. Raises Problem too_many_requests with Retry-After."""
        standing = self._limits.take(policy, caller)
        request.told |= standing.headers()
        if not standing.allowed:
            RATE_LIMITED.labels(policy).inc()
            facts = {"policy": policy, "retry_after_s": standing.reset_s}
            headers = {"Retry-After": str(standing.reset_s)}
            raise Problem("too_many_requests", facts, headers=headers)

    @contextmanager
    def authenticating(self, request: Request) -> Iterator[None]:
        """Count refused credentials by address, so that guessing does not pay and callers with a
        good credential behind the same address are not delayed."""
        try:
            yield
        except Problem as problem:
            if problem.status == 401:
                self.take(REFUSED, request.address, request)
            raise
