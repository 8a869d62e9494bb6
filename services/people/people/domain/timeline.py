"""What happened to a person elsewhere on the platform, learned from events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Milestone(Enum):
    CERTIFICATE_ISSUED = "certificate_issued"
    HIRED = "hired"


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """`entry_id` is the id of the certificate or registration, so that a repeated report of it
    is the same entry. `happened_on` is the business date, not the day we heard of it."""

    entry_id: str
    person_id: str
    milestone: Milestone
    happened_on: date
    details: dict[str, str]
