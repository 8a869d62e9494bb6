"""Metrics about partners. Labels are the ids of registered partners."""

from __future__ import annotations

from prometheus_client import Gauge

PARTNER_WAITING = Gauge(
    "yunling_partner_waiting", "Events for a partner that its queue has no room for", ["partner"]
)
PARTNER_WAITING_AGE = Gauge(
    "yunling_partner_waiting_seconds", "Age of the oldest of them", ["partner"]
)
