"""A memory that does not grow with what a process sees."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chassis.recent import Recent


def test_the_oldest_is_forgotten_when_there_are_too_many() -> None:
    recent: Recent[str, int] = Recent(2)
    for number, name in enumerate("abc"):
        assert recent.put(name, number) == number
    assert [recent.get(name) for name in "abc"] == [None, 1, 2]


def test_what_is_put_again_is_the_latest_and_what_is_only_read_is_not() -> None:
    recent: Recent[str, int] = Recent(2)
    for name in ("a", "b", "a"):
        recent.put(name, 1)
    recent.get("b")
    recent.put("c", 1)
    assert [recent.get(name) for name in "abc"] == [1, None, 1]


@given(st.lists(st.integers(0, 9)), st.integers(1, 5))
def test_what_was_put_last_is_remembered_and_no_more(keys: list[int], most: int) -> None:
    recent: Recent[int, int] = Recent(most)
    for key in keys:
        recent.put(key, key)
    latest = list(dict.fromkeys(reversed(keys)))
    assert len(recent) == min(most, len(latest))
    assert all(recent.get(key) == key for key in latest[:most])
    assert not any(recent.get(key) is not None for key in latest[most:])
