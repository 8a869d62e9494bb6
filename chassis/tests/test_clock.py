from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from pymongo.errors import AutoReconnect

from chassis.storage import clock
from chassis.storage.clock import Clock

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


class Admin:
    """Answers `hello` with what is next in line; an exception is raised."""

    def __init__(self, *answers: datetime | Exception) -> None:
        self.answers = list(answers)

    def command(self, name: str) -> dict[str, datetime]:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"localTime": answer}


def a_clock(*answers: datetime | Exception) -> Clock:
    return Clock(SimpleNamespace(client=SimpleNamespace(admin=Admin(*answers))))


def test_the_time_is_the_databases_and_goes_on_by_itself():
    asked_once = a_clock(NOON)
    first, second = asked_once.now(), asked_once.now()
    assert NOON <= first <= second < NOON + timedelta(seconds=5)
    assert first.microsecond % 1000 == 0


def test_the_time_has_a_zone_although_the_driver_gives_none():
    told = a_clock(NOON.replace(tzinfo=None)).now()
    assert (told.utcoffset(), told >= NOON) == (timedelta(), True)


def test_a_corrected_clock_is_followed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "ASK_EVERY_S", 0.0)
    corrected = a_clock(NOON, NOON - timedelta(hours=1))
    assert corrected.now() >= NOON
    assert corrected.now() < NOON - timedelta(minutes=59)


def test_the_time_goes_on_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "ASK_EVERY_S", 0.0)
    lonely = a_clock(NOON, AutoReconnect("away"))
    assert lonely.now() <= lonely.now()


def test_a_clock_that_never_knew_the_time_says_so():
    with pytest.raises(AutoReconnect):
        a_clock(AutoReconnect("away")).now()
