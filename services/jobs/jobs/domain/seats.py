"""The seats of one fair: the one record that everybody who wants in competes for."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Seats:
    """`taken` counts confirmed registrations and, on site, everybody who was let in; `waiting`
    the length of the waiting list; `next_position` the next number to draw in it. `accepting`
    mirrors the fair's state (published or open), so that closing a fair and registering for it
    compete for the same record and one of them sees the other."""

    fair_id: str
    capacity: int
    taken: int = 0
    waiting: int = 0
    next_position: int = 1
    accepting: bool = False

    @property
    def free(self) -> bool:
        return self.taken < self.capacity

    def take(self) -> Seats:
        return replace(self, taken=self.taken + 1)

    def release(self) -> Seats:
        return replace(self, taken=self.taken - 1)

    def queue(self) -> Seats:
        """Somebody draws `next_position` and waits."""
        return replace(self, waiting=self.waiting + 1, next_position=self.next_position + 1)

    def leave_queue(self) -> Seats:
        return replace(self, waiting=self.waiting - 1)
