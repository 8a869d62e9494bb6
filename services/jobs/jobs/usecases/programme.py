"""This service's own count of the programme's targets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.store import JobsWork


def count_programme(work: JobsWork, *, year: int) -> dict[str, int]:
    """`fairs_held`: closed fairs that started in the year. `fair_person_times`: distinct
    (fair, person) checked in on a day of the year."""
    days = {"$gte": date(year, 1, 1), "$lte": date(year, 12, 31)}
    return {
        "fairs_held": work.fairs.count({"state": "closed", "starts_on": days}),
        "fair_person_times": work.registrations.count({"checked_in_on": days}),
    }
