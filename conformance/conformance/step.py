"""One step of the script and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from conformance.play import Play


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_PLAYED = "not_played"


@dataclass(frozen=True)
class Step:
    """`play` returns what was seen, in words; raises NotAsExpected when it was not right, and
    returns None when the step has nothing to show for this body."""

    id: str
    title: str
    rule: str
    play: Callable[[Play], str | None]


@dataclass(frozen=True)
class Finding:
    """What came of a step. `seen` is for the partner's developers."""

    id: str
    title: str
    rule: str
    outcome: Outcome
    seen: str
    took_s: float
