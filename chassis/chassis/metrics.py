"""Prometheus metrics of every service. Labels are bounded: names from code, never from data."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

RPC_SECONDS = Histogram("yunling_rpc_seconds", "Time to serve an RPC", ["method", "outcome"])
HTTP_SECONDS = Histogram(
    "yunling_http_seconds",
    "Time to serve an HTTP request",
    ["method", "route", "status"],
)
PUBLISHED = Counter("yunling_events_published_total", "Events confirmed by the broker", ["type"])
HANDLED = Counter("yunling_events_handled_total", "Events applied", ["handler", "type"])
DUPLICATES = Counter("yunling_events_duplicate_total", "Events seen before", ["handler"])
RETRIES = Counter("yunling_events_retried_total", "Failed tries of events", ["handler"])
PARKED = Counter("yunling_event_parkings_total", "Events given up until repaired", ["handler"])
BATCH_SIZE = Histogram(
    "yunling_handler_batch_size",
    "Events in a batch",
    ["handler"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
)
HANDLE_SECONDS = Histogram("yunling_handler_seconds", "Time to handle a batch", ["handler"])
GROUP_SIZE = Histogram(
    "yunling_group_commit_size",
    "Requests decided together",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200),
)
TRANSACTION_RETRIES = Counter(
    "yunling_transaction_retries_total", "Transactions run again after a conflict"
)
OUTBOX_UNSENT = Gauge("yunling_outbox_unsent", "Events stored and not yet published")
OUTBOX_AGE = Gauge("yunling_outbox_oldest_seconds", "Age of the oldest unpublished event")
WAITING = Gauge("yunling_waiting_events", "Events that wait for a retry", ["handler"])
PARKED_NOW = Gauge("yunling_parked_events", "Events parked now", ["handler"])
