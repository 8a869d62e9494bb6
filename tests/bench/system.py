"""What the scenarios need of a system under test, ours or a peer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import psutil


@dataclass(frozen=True)
class Ground:
    """Who may register for what: the scenarios take pairs that nobody took before."""

    person_ids: list[str]
    fair_ids: list[str]


class System(Protocol):
    """One system under test, which runs while its context is open. All speak the same HTTP."""

    name: str
    url: str

    def __enter__(self) -> System: ...
    def __exit__(self, *about: object) -> None: ...

    def headers(self, role: str) -> dict[str, str]:
        """Authorization of `partner` or `officer`."""

    def ground(self, people: int, fairs: int, capacity: int) -> Ground:
        """Fresh people and fairs, known wherever they must be."""

    def effects(self) -> int:
        """How many partner events have had their effect so far."""

    def settle(self) -> None:
        """Wait until nothing is under way."""

    def processes(self) -> dict[str, psutil.Process]:
        """The system's own processes by name, without broker and database."""
