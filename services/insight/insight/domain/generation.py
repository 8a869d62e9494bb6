"""Generations of figures: one is shown, and a second one may be building to replace it."""

from dataclasses import dataclass, field, replace
from enum import Enum
from importlib.resources import files

import yaml

from insight.errors import NotBuilding

_SERVICES = yaml.safe_load(files("insight").joinpath("services.yaml").read_text(encoding="utf-8"))
OWNERS = tuple(name for name, row in _SERVICES.items() if "publishes" in row["does"])
"""The services whose outboxes a rebuild reads, in this order."""


class State(Enum):
    LIVE = "live"
    BUILDING = "building"
    SHORT = "short"
    RETIRED = "retired"


@dataclass(frozen=True, kw_only=True)
class Generation:
    """`cursors` says for each owner of events up to where his outbox was read, `finished` whose
    end was reached, `missing` how many events by type the live generation knew more."""

    generation_id: str
    state: State
    cursors: dict[str, str] = field(default_factory=dict)
    finished: tuple[str, ...] = ()
    read: int = 0
    unreadable: int = 0
    missing: dict[str, int] = field(default_factory=dict)

    @property
    def next_owner(self) -> str:
        """Whose outbox is to be read next; "" when all were."""
        return next((owner for owner in OWNERS if owner not in self.finished), "")

    def took(
        self, owner: str, *, read: int, unreadable: int, next_cursor: str | None
    ) -> "Generation":
        if self.state is not State.BUILDING:
            raise NotBuilding(generation_id=self.generation_id)
        grown = replace(self, read=self.read + read, unreadable=self.unreadable + unreadable)
        if next_cursor is None:
            return replace(grown, finished=(*self.finished, owner))
        return replace(grown, cursors={**self.cursors, owner: next_cursor})

    def judged(self, own: dict[str, int], live: dict[str, int]) -> "Generation":
        """Live if it knows at least what the live one knows; else Short, and kept out.

        Outboxes are kept for a time only: figures must not shrink because events have expired.
        """
        missing = {type: n - own.get(type, 0) for type, n in live.items() if n > own.get(type, 0)}
        state = State.SHORT if missing else State.LIVE
        return replace(self, state=state, missing=missing)
