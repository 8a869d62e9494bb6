"""Prometheus metrics of every service. Labels are bounded: names from code, never from data.

docs/observability.md lists them all. What is counted for each event is counted once for a batch.
"""

from __future__ import annotations

import platform
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from chassis.domain.event import Event
from chassis.telemetry.histogram import BatchHistogram

# Each counter and histogram would be doubled by the time of its making.
disable_created_metrics()

QUICK_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LAG_S = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200)
EVENTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

# Scraping adds the labels `service` and `instance`, so no metric has one of these names.
BUILD = Gauge("yunling_build_info", "What runs, always 1", ["package", "version", "python"])
READY = Gauge("yunling_ready", "1 while /readyz has no complaint, looked at every 5 s")
BROKER_CONNECTED = Gauge("yunling_broker_connected", "1 while a link is up", ["link"])
POOL_IN_USE = Gauge("yunling_pool_in_use", "Places of a pool that are taken", ["pool"])
POOL_SIZE = Gauge("yunling_pool_size", "Places of a pool", ["pool"])
POOL_FAILURES = Counter(
    "yunling_pool_failures_total", "Requests for a place that were given up", ["pool"]
)

HTTP_SECONDS = Histogram(
    "yunling_http_seconds",
    "Time to serve an HTTP request",
    ["method", "route", "status"],
    buckets=QUICK_S,
)
RPC_SECONDS = Histogram(
    "yunling_rpc_seconds", "Time to serve an RPC", ["method", "outcome"], buckets=QUICK_S
)
RPC_EXPIRED = Counter("yunling_rpc_expired_total", "Requests that came after their deadline")
CALL_SECONDS = Histogram(
    "yunling_call_seconds",
    "Time until another service has answered",
    ["callee", "method", "outcome"],
    buckets=QUICK_S,
)

TRANSACTION_SECONDS = Histogram(
    "yunling_transaction_seconds",
    "Time of a transaction with all its tries",
    ["outcome"],
    buckets=QUICK_S,
)
TRANSACTION_RETRIES = Counter(
    "yunling_transaction_retries_total", "Transactions run again after a conflict"
)
GROUP_SIZE = Histogram(
    "yunling_group_commit_size", "Requests decided in one transaction", buckets=EVENTS[:8]
)

OUTBOX_UNSENT = Gauge("yunling_outbox_unsent", "Events stored and not yet published")
OUTBOX_AGE = Gauge("yunling_outbox_oldest_seconds", "Age of the oldest unpublished event")
OUTBOX_LAG = BatchHistogram(
    "yunling_outbox_lag_seconds",
    "Time from the storing of an event to its confirmation by the broker",
    buckets=LAG_S,
)
PUBLISHED = Counter("yunling_events_published_total", "Events confirmed by the broker", ["type"])
PUBLISH_SECONDS = Histogram(
    "yunling_relay_publish_seconds",
    "Time to publish a batch until all of it is confirmed",
    buckets=QUICK_S,
)
PUBLISH_SIZE = Histogram("yunling_relay_batch_size", "Events in a published batch", buckets=EVENTS)
RELAY_LEADER = Gauge("yunling_relay_leader", "1 in the process whose relay holds the lease")

HANDLED = Counter("yunling_events_handled_total", "Events applied", ["handler", "type"])
DUPLICATES = Counter("yunling_events_duplicate_total", "Events seen before", ["handler"])
RETRIES = Counter("yunling_events_retried_total", "Failed tries of events", ["handler"])
PARKED = Counter("yunling_event_parkings_total", "Events given up until repaired", ["handler"])
BATCH_SIZE = Histogram(
    "yunling_handler_batch_size", "Events in a batch", ["handler"], buckets=EVENTS
)
HANDLE_SECONDS = Histogram(
    "yunling_handler_seconds", "Time to handle a batch", ["handler"], buckets=QUICK_S
)
HANDLER_LAG = BatchHistogram(
    "yunling_handler_lag_seconds",
    "Time from the storing of an event by another service to its handling here",
    ["handler"],
    buckets=LAG_S,
)
WAITING = Gauge("yunling_waiting_events", "Events that wait for a retry", ["handler"])
WAITING_AGE = Gauge(
    "yunling_waiting_oldest_seconds", "Time since the oldest waiting event came", ["handler"]
)
PARKED_NOW = Gauge("yunling_parked_events", "Events parked now", ["handler"])
QUEUED = Gauge("yunling_queue_events", "Events in a queue that nobody has taken yet", ["queue"])
AUDIT_UNSEALED_AGE = Gauge(
    "yunling_audit_unsealed_seconds", "Age of the oldest audit record that no seal covers"
)


def describe(service: str) -> None:
    """Publish the version of the service's package."""
    package = f"yunling-{service}"
    try:
        running = version(package)
    except PackageNotFoundError:
        running = "unknown"
    BUILD.labels(package, running, platform.python_version()).set(1)


def watch_pool(pool: str, size: int, in_use: Callable[[], float]) -> None:
    """Publish the use of a pool, read from `in_use` at each scrape."""
    POOL_SIZE.labels(pool).set(size)
    POOL_IN_USE.labels(pool).set_function(in_use)


def watch_link(link: str, connected: Callable[[], bool]) -> None:
    BROKER_CONNECTED.labels(link).set_function(lambda: float(connected()))


def published(events: Sequence[Mapping[str, Any]], seconds: float, now: datetime) -> None:
    """Count a batch from the outbox that the broker has confirmed after `seconds`; `now` is by the
    clock that dates what is stored."""
    PUBLISH_SECONDS.observe(seconds)
    PUBLISH_SIZE.observe(len(events))
    OUTBOX_LAG.observe((now - event["at"]).total_seconds() for event in events)
    for type, n in Tally(event["type"] for event in events).items():
        PUBLISHED.labels(type).inc(n)


def handled(
    handler: str, events: Iterable[Event], batch: int, seconds: float, now: datetime
) -> None:
    """Count a batch of `batch` deliveries, of which `events` were new and have been applied.

    The lag of an event is known by the clocks of our own services; partners have their own.
    """
    HANDLE_SECONDS.labels(handler).observe(seconds)
    BATCH_SIZE.labels(handler).observe(batch)
    ours = [event.time for event in events if event.source.startswith("/yunling/")]
    HANDLER_LAG.observe([(now - time).total_seconds() for time in ours], handler)
    for type, n in Tally(event.type for event in events).items():
        HANDLED.labels(handler, type).inc(n)


def age(gauge: Gauge, since: datetime | None, now: datetime) -> None:
    """Set a gauge to the seconds since then, or to 0 when nothing is waiting."""
    gauge.set(max(0.0, (now - since).total_seconds()) if since else 0.0)
