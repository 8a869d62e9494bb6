"""The trace that a look at an applicant's paper leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AccessRecord:
    """Who saw the number of the paper in the clear, when and what for (PIPL 51, 54)."""

    reading_id: str
    person_id: str
    loan_id: str
    read_at: datetime
    reader: str
    role: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The proof of an applicant's group, in the clear; None where the application names none."""

    loan_id: str
    kind: str | None
    reference: str | None
