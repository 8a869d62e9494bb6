"""The business clock: real, or moved forward in the file that all processes read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.business_clock import (
    BusinessDayNotMovable,
    BusinessDayPassed,
    MovableClock,
    business_clock,
    movable,
)
from chassis.config import Settings, SettingsError
from chassis.domain.business_day import POLICY_ZONE, REAL_CLOCK
from chassis.domain.unit_of_work import Work
from chassis.testing import Standing, memory

EVENING = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
"""One minute before midnight in China."""
ENOUGH = {"amqp_uri": "amqp://broker", "mongo_uri": "mongodb://db/x", "actor_keys": "/keys"}


def clock_file(
    folder: Path, day: str, stands: str | None = None, since: datetime = EVENING
) -> Path:
    file = folder / "business-day.json"
    file.write_text(json.dumps({"day": day, "time": stands, "since": since.isoformat()}))
    return file


def test_without_a_file_the_business_day_is_the_real_one_in_china():
    clock = business_clock("")
    assert clock is REAL_CLOCK
    assert clock.at(EVENING).date() == date(2026, 11, 30)
    assert clock.at(EVENING + timedelta(minutes=1)).date() == date(2026, 12, 1)


def test_the_real_day_cannot_be_moved():
    with pytest.raises(BusinessDayNotMovable):
        movable(REAL_CLOCK)


def test_a_clock_begins_where_its_file_says_with_the_real_time_of_day(tmp_path: Path):
    clock = business_clock(str(clock_file(tmp_path, "2026-01-01")))
    assert clock.at(EVENING) == datetime(2026, 1, 1, 23, 59, tzinfo=POLICY_ZONE)


def test_with_the_real_time_of_day_a_moved_day_ends_at_the_real_midnight(tmp_path: Path):
    clock = business_clock(str(clock_file(tmp_path, "2026-01-01")))
    assert clock.at(EVENING + timedelta(minutes=1)) == datetime(2026, 1, 2, tzinfo=POLICY_ZONE)


def test_a_time_of_day_that_was_set_stands_still(tmp_path: Path):
    clock = MovableClock(clock_file(tmp_path, "2026-01-01"))
    clock.move(date(2026, 1, 5), time(9), EVENING)
    for later in (timedelta(0), timedelta(hours=20), timedelta(days=3)):
        assert clock.at(EVENING + later) == datetime(2026, 1, 5, 9, tzinfo=POLICY_ZONE)


def test_all_processes_go_by_the_day_that_one_of_them_moved(tmp_path: Path):
    file = clock_file(tmp_path, "2026-01-01")
    one, other = MovableClock(file), MovableClock(file)
    assert other.at(EVENING).date() == date(2026, 1, 1)
    one.move(date(2026, 2, 17), None, EVENING)
    assert other.at(EVENING).date() == date(2026, 2, 17)


def test_the_same_day_and_time_again_changes_nothing(tmp_path: Path):
    clock = MovableClock(clock_file(tmp_path, "2026-01-01"))
    first = clock.move(date(2026, 1, 5), time(9), EVENING)
    assert clock.move(date(2026, 1, 5), time(9), EVENING) == first


@given(
    begins=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    moves=st.lists(
        st.tuples(st.integers(-40, 40), st.none() | st.times(), st.integers(0, 2 * 86_400)),
        max_size=6,
    ),
)
def test_a_clock_never_goes_back(
    tmp_path_factory: pytest.TempPathFactory,
    begins: date,
    moves: list[tuple[int, time | None, int]],
):
    file = clock_file(tmp_path_factory.mktemp("clock"), begins.isoformat())
    clock, now = MovableClock(file), EVENING
    said = clock.at(now)
    for days, at, seconds in moves:
        now += timedelta(seconds=seconds)
        before = clock.at(now)
        assert before >= said
        wanted = before.date() + timedelta(days=days)
        try:
            said = clock.move(wanted, at, now)
            assert said >= before
            assert said.date() == wanted
        except BusinessDayPassed as passed:
            said = clock.at(now)
            assert said == before
            assert passed.facts["day"] == before.date().isoformat()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"day": "soon", "time": null, "since": "2026-01-01T00:00:00Z"}']
)
def test_a_file_that_is_no_clock_stops_the_start(tmp_path: Path, content: str):
    file = tmp_path / "business-day.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match="business_clock: "):
        business_clock(str(file))


def test_a_file_that_is_missing_stops_the_start(tmp_path: Path):
    with pytest.raises(SettingsError, match="business_clock: FileNotFoundError"):
        business_clock(str(tmp_path / "nothing.json"))


def test_a_service_does_not_start_with_a_movable_day_beside_settings_of_production(tmp_path: Path):
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    tls = {
        "amqp_uri": "amqps://broker",
        "mongo_uri": "mongodb://db/x?tls=true",
        "tls_ca": str(authority),
    }
    assert Settings.read(ENOUGH | tls)
    assert Settings.read(ENOUGH | {"business_clock": "/clock"})
    with pytest.raises(SettingsError, match="business_clock: not beside tls_ca"):
        Settings.read(ENOUGH | tls | {"business_clock": "/clock"})
    with pytest.raises(SettingsError, match="business_clock: not beside rpc_replicated"):
        Settings.read(ENOUGH | {"business_clock": "/clock", "rpc_replicated": "true"})


def test_a_work_has_one_business_day_and_stores_by_the_real_time():
    store = memory(Work, now=EVENING)
    store.business_clock = Standing(date(2026, 1, 5))
    assert store.read(lambda work: (work.today, work.now)) == (date(2026, 1, 5), EVENING)
