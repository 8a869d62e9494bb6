"""Metrics of the gateway alone; labels are names from code."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

BREAKER_OPEN = Gauge(
    "yunling_breaker_open", "1 while calls to a service are refused at once", ["callee"]
)
CALLS_REFUSED = Counter(
    "yunling_calls_refused_total",
    "Calls not made: too many under way, or the breaker is open",
    ["callee", "reason"],
)
STREAMS = Gauge("yunling_streams", "Progress streams that are open")
CONNECTIONS_REFUSED = Counter(
    "yunling_connections_refused_total", "Connections closed unread: too many of one address"
)
