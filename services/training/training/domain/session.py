"""One day of a class: how many class hours were held and who was there."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Session:
    """A class meets once a day: (class, day) is the key. `present` lists enrolment ids, sorted."""

    session_id: str
    class_id: str
    held_on: date
    hours: int
    present: tuple[str, ...]

    @classmethod
    def of(cls, *, class_id: str, held_on: date, hours: int, present: list[str]) -> "Session":
        return cls(
            session_id=session_key(class_id, held_on),
            class_id=class_id,
            held_on=held_on,
            hours=hours,
            present=tuple(sorted(set(present))),
        )


def session_key(class_id: str, held_on: date) -> str:
    return f"{class_id}:{held_on}"
