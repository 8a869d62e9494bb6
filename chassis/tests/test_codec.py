"""How a time is written in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chassis.codec import payloads, utc

MORNING = datetime(2025, 3, 8, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_time_is_written_in_utc_with_z_wherever_it_was_taken() -> None:
    assert utc(MORNING) == "2025-03-08T01:30:00Z"
    assert payloads.unstructure(MORNING) == "2025-03-08T01:30:00Z"


def test_a_time_that_a_digest_is_taken_of_always_has_its_milliseconds() -> None:
    assert utc(MORNING, "milliseconds") == "2025-03-08T01:30:00.000Z"
    fine = datetime(2025, 3, 8, 1, 30, 0, 123456, tzinfo=UTC)
    assert utc(fine, "milliseconds") == "2025-03-08T01:30:00.123Z"
