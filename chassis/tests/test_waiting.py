"""What becomes of an event that cannot be applied now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from thing import NameTaken

from chassis.consumer.handler import fits
from chassis.domain import Early, Event
from chassis.repair import parked
from chassis.storage import waiting

DELAYS_S = (1.0, 5.0, 30.0)
NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
EVENT = Event(id="e1", type="t", source="/s", subject="x", time=NOON, data={})


def a_row():
    return waiting.row("demo.on_thing", b"{}", EVENT, NOON, None)


def test_a_failure_is_tried_again_with_growing_delay_and_then_parked():
    row, pauses = a_row(), []
    while row["state"] == waiting.TO_BE_WAITED:
        row = waiting.failed(row, RuntimeError("body"), NOON, DELAYS_S)
        pauses.append((row["due_at"] - NOON).total_seconds())
    assert pauses[:-1] == list(DELAYS_S)
    assert row["tries"] == len(DELAYS_S) + 1


def test_a_cause_names_the_class_and_never_the_message():
    row = waiting.failed(a_row(), RuntimeError("李某 138"), NOON, DELAYS_S)
    assert row["cause"] == {"kind": "failed", "error": "RuntimeError", "at": None}
    assert row["label"] == "failed: RuntimeError"


def test_a_refusal_is_parked_at_once_because_trying_again_changes_nothing():
    row = waiting.failed(a_row(), NameTaken(name="a"), NOON, DELAYS_S)
    assert row["state"] == waiting.TO_BE_REPAIRED
    assert row["cause"] == {"kind": "refused", "code": "name_taken", "facts": {"name": "a"}}


def test_an_early_event_waits_without_counting_tries_but_not_for_ever():
    row = waiting.failed(a_row(), Early("person"), NOON, DELAYS_S)
    assert (row["state"], row["tries"]) == (waiting.TO_BE_WAITED, 0)
    later = NOON + waiting.EARLY_FOR + timedelta(seconds=1)
    late = waiting.failed(row, Early("person"), later, DELAYS_S)
    assert late["state"] == waiting.TO_BE_REPAIRED


def test_a_summary_holds_no_body():
    assert "body" not in parked.summary(a_row())


@pytest.mark.parametrize(
    ("pattern", "type", "expected"),
    [
        ("yunling.#", "yunling.jobs.fair.closed.v1", True),
        ("yunling.people.person.*.v1", "yunling.people.person.moved.v1", True),
        ("yunling.people.person.*.v1", "yunling.people.person.moved.v2", False),
        ("#.v1", "yunling.people.person.moved.v1", True),
        ("a.b", "a.b.c", False),
        ("a.*", "a", False),
    ],
)
def test_patterns_fit_as_the_topic_exchange_fits_them(pattern, type, expected):
    assert fits(pattern, type) is expected
