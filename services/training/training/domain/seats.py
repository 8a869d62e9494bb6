"""The seats of a class: how many are taken, who waits at which place."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Positions on the waiting list only grow, so that the order of decision is the order kept."""

    class_id: str
    quota: int
    taken: int = 0
    waiting: int = 0
    last_position: int = 0

    def ask(self) -> tuple["Seats", int | None]:
        """Take a seat (position None), or the next place of the waiting list."""
        if self.taken < self.quota and not self.waiting:
            return replace(self, taken=self.taken + 1), None
        position = self.last_position + 1
        return replace(self, waiting=self.waiting + 1, last_position=position), position

    def leave_queue(self) -> "Seats":
        return replace(self, waiting=self.waiting - 1)

    def free(self) -> "Seats":
        return replace(self, taken=self.taken - 1)

    def promote(self) -> "Seats":
        return replace(self, taken=self.taken + 1, waiting=self.waiting - 1)

    @property
    def can_promote(self) -> bool:
        return self.waiting > 0 and self.taken < self.quota
