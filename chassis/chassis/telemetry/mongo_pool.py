"""Metrics of the driver's connection pool."""

from __future__ import annotations

from typing import Any

from pymongo.monitoring import ConnectionPoolListener

from chassis.telemetry import metrics

POOL = "mongodb"


class PoolListener(ConnectionPoolListener):
    """Counts connections that are checked out."""

    def __init__(self, size: int) -> None:
        self.in_use = 0
        metrics.watch_pool(POOL, size, lambda: self.in_use)

    def connection_checked_out(self, event: Any) -> None:
        self.in_use += 1

    def connection_checked_in(self, event: Any) -> None:
        self.in_use -= 1

    def connection_check_out_failed(self, event: Any) -> None:
        metrics.POOL_FAILURES.labels(POOL).inc()

    def _ignore(self, event: Any) -> None:
        """The rest of a pool's life is not counted."""

    pool_created = pool_ready = pool_cleared = pool_closed = _ignore
    connection_created = connection_ready = connection_closed = _ignore
    connection_check_out_started = _ignore
