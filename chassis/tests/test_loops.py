"""What goes on for the life of a process outlives a broker and a database that go away."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import loops


class Steps:
    """Takes its steps from a list; an exception in it is raised."""

    def __init__(self, *steps: Exception | None) -> None:
        self.steps = list(steps)
        self.told: list[Exception] = []

    def step(self) -> None:
        step = self.steps.pop(0)
        if step is not None:
            raise step

    def run(self) -> None:
        loops.repeat(
            self.step,
            until=lambda: not self.steps,
            away=(OSError,),
            waiting=self.told.append,
        )


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(loops.eventlet, "sleep", pauses.append)
    return pauses


def test_steps_are_done_until_it_is_enough_and_none_when_it_is(pauses: list[float]) -> None:
    steps = Steps(None, None)
    steps.run()
    steps.run()
    assert (steps.steps, steps.told, pauses) == ([], [], [])


def test_what_is_away_is_told_and_waited_for_longer_each_time(pauses: list[float]) -> None:
    away = OSError("away")
    steps = Steps(*[away] * 7)
    steps.run()
    assert steps.told == [away] * 7
    assert pauses == [*loops.BACK_OFF_S, 5, 5]


def test_after_a_step_that_went_well_the_waits_are_short_again(pauses: list[float]) -> None:
    Steps(OSError(), OSError(), None, OSError()).run()
    assert pauses == [0.2, 0.5, 0.2]


def test_a_bug_ends_the_loop_and_what_started_it_begins_anew(pauses: list[float]) -> None:
    steps = Steps(None, KeyError("a bug"), None)
    with pytest.raises(KeyError):
        steps.run()

    started: list[Any] = []

    class Container:
        def spawn_managed_thread(self, run: Any, name: str) -> None:
            started.append(name)
            run()

    steps.steps.insert(0, KeyError("another"))
    loops.spawn(Container(), steps.run, "steps")
    assert (started, steps.steps, pauses) == (["steps"], [], [0.2])
