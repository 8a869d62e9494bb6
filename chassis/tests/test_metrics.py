"""What is counted, and how little of it comes from data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from chassis.domain import Event
from chassis.telemetry import metrics
from chassis.telemetry.histogram import BatchHistogram


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_batch_histogram_counts_each_value_in_its_bucket_and_all_above():
    registry = CollectorRegistry()
    lag = BatchHistogram("lag_seconds", "A lag", ["handler"], buckets=(0.1, 1), registry=registry)
    lag.observe([-0.5, 0.1, 0.2, 5], "a.on_b")
    lag.observe([0.05], "a.on_b")
    text = generate_latest(registry).decode()
    assert [line for line in text.splitlines() if not line.startswith("#")] == [
        'lag_seconds_bucket{handler="a.on_b",le="0.1"} 3.0',
        'lag_seconds_bucket{handler="a.on_b",le="1.0"} 4.0',
        'lag_seconds_bucket{handler="a.on_b",le="+Inf"} 5.0',
        'lag_seconds_count{handler="a.on_b"} 5.0',
        'lag_seconds_sum{handler="a.on_b"} 5.35',
    ]


def test_a_name_is_taken_once():
    registry = CollectorRegistry()
    BatchHistogram("lag_seconds", "A lag", buckets=(1,), registry=registry)
    with pytest.raises(ValueError, match="Duplicated"):
        BatchHistogram("lag_seconds", "A lag", buckets=(1,), registry=registry)


def test_a_published_batch_is_counted_by_type_with_the_lag_of_each_event():
    at = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
    before = value("yunling_outbox_lag_seconds_bucket", le="30.0")
    events = [{"type": "t1", "at": at}, {"type": "t2", "at": at}]
    metrics.published(events, 0.01, at + timedelta(seconds=20))
    assert value("yunling_events_published_total", type="t1") == 1
    assert value("yunling_outbox_lag_seconds_bucket", le="30.0") == before + 2
    assert value("yunling_outbox_lag_seconds_bucket", le="10.0") == 0


def test_the_lag_of_a_partners_event_is_not_taken_from_the_partners_clock():
    at = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
    events = [
        Event(id=source, type="t", source=source, subject="s", time=at, data={})
        for source in ("/yunling/jobs", "/partners/bank-01")
    ]
    metrics.handled("demo.on_lag", events, 3, 0.01, at + timedelta(seconds=1))
    assert value("yunling_handler_lag_seconds_count", handler="demo.on_lag") == 1
    assert value("yunling_events_handled_total", handler="demo.on_lag", type="t") == 2
    assert value("yunling_handler_batch_size_sum", handler="demo.on_lag") == 3
