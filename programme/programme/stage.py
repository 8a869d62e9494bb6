"""What every act of the year has at hand: the plan, the doors, the tally, the ids so far."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from rich.progress import Progress

from programme.actors.crew import work_through
from programme.actors.door import Door
from programme.actors.partners import BUREAU, Partners
from programme.actors.tokens import Tokens
from programme.plan import Plan

Task = TypeVar("Task")


class Tally:
    """What the platform acknowledged to the outside, per target id; besides, the
    ``persons_registered`` and ``employers_verified``. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def count(self, target_id: str, quantity: int = 1) -> None:
        with self._lock:
            self._counts[target_id] += quantity

    def counts(self) -> Counter[str]:
        """All counts so far."""
        with self._lock:
            return Counter(self._counts)

    def __getitem__(self, target_id: str) -> int:
        return self._counts[target_id]


@dataclass
class Stage:
    """``people``, ``employers``, ``fairs`` hold the platform's ids at the plan's indices."""

    plan: Plan
    door: Door
    tokens: Tokens
    partners: Partners
    progress: Progress
    hands: int
    tally: Tally = field(default_factory=Tally)
    people: list[str] = field(default_factory=list)
    employers: list[str] = field(default_factory=list)
    fairs: list[str] = field(default_factory=list)
    posts: list[tuple[str, ...]] = field(default_factory=list)

    @contextmanager
    def act(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """A progress bar of ``total`` steps; the value moves it on by so many."""
        bar = self.progress.add_task(title, total=total)
        yield lambda steps: self.progress.update(bar, advance=steps)
        self.progress.stop_task(bar)

    def all(self, title: str, tasks: Iterable[Task], work: Callable[[Task], object]) -> None:
        """Do ``work`` on every task with all hands, under a progress bar."""
        waiting = list(tasks)
        with self.act(title, len(waiting)) as done:
            work_through(waiting, work, self.hands, lambda: done(1))

    def officer(self) -> str:
        """The token of an officer of the provincial federation."""
        return self.tokens.staff("officer", region="530000")

    def bureau(self) -> str:
        """The token of the provincial labour bureau."""
        return self.tokens.staff("labour_bureau", partner_id=BUREAU, region="530000")
