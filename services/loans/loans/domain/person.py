"""What this service knows of a person: facts told by the people service, no identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from loans.domain.months import first_of, ordinal


@dataclass(frozen=True)
class KnownPerson:
    """`birth_month` is 1990-03, `sex` female or male, `region` the county of residence."""

    person_id: str
    region: str
    key_groups: tuple[str, ...]
    birth_month: str
    sex: str

    def has_reached(self, months: int, on: date) -> bool:
        """Whether the person is surely so many months old on a day.

        The day of birth is not known here, so the month of the birthday does not count yet.
        """
        return self.months_old(on) > months

    def is_below(self, months: int, on: date) -> bool:
        """Whether the person is surely younger than that; the birthday's month is too late."""
        return self.months_old(on) < months

    def months_old(self, on: date) -> int:
        return ordinal(on) - ordinal(first_of(self.birth_month))
