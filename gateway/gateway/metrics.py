"""Metrics of the gateway alone. Labels are names from code: services, policies, reasons; and the
ids of registered partners."""

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
RATE_LIMITED = Counter("yunling_rate_limited_total", "Requests answered with 429", ["policy"])
STREAMS = Gauge("yunling_streams", "Progress streams that are open")
CONNECTIONS_REFUSED = Counter(
    "yunling_connections_refused_total", "Connections closed unread: too many of one address"
)
PARTNER_WAITING = Gauge(
    "yunling_partner_waiting", "Events for a partner that its queue has no room for", ["partner"]
)
PARTNER_WAITING_AGE = Gauge(
    "yunling_partner_waiting_seconds", "Age of the oldest of them", ["partner"]
)
