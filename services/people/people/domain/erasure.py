"""Erasing a person, and what stands against it for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class ErasureReason(Enum):
    """PIPL 47 (1) to (3): the purpose is reached, retention is over, consent was withdrawn; or
    simply asked for, as 47 and the regulations on network data, Art 23, allow at any time."""

    REQUESTED = "requested"
    PURPOSE_REACHED = "purpose_reached"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    RETENTION_OVER = "retention_over"


class Basis(Enum):
    """Why something must be kept although the person asks to be erased."""

    LOAN_OPEN = "loan_open"
    LOAN_SETTLED = "loan_settled"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A reason to keep a person, known by the loan it comes from; `until` None is open-ended,
    else the first day on which it no longer holds."""

    hold_id: str
    person_id: str
    basis: Basis
    until: date | None = None

    def stands(self, on: date) -> bool:
        return self.until is None or on < self.until


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """That a person was erased, when, why and at whose wish: all that is left of the person."""

    person_id: str
    reason: ErasureReason
    erased_at: datetime
    asked_at: datetime
    asked_by: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Restriction:
    """That erasure was asked for while something stood against it: what is to be done later."""

    person_id: str
    reason: ErasureReason
    asked_at: datetime
    asked_by: str
    role: str


class Fate(Enum):
    """What came of asking: everything is destroyed, or stored and no longer used until the last
    hold is over (PIPL 47, last paragraph)."""

    ERASED = "erased"
    RESTRICTED = "restricted"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    person_id: str
    fate: Fate
    at: datetime
    holds: tuple[Hold, ...] = ()
