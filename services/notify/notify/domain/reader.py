"""Whom we write to, and who is expected at which fair: learned from events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notify.vocabulary import Language


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What notify knows of a person. The address itself stays with people. `region` is the county
    where the person lives. `agreed` is None until the person consents to messages, False after the
    consent was withdrawn. To somebody `erased` nothing is written any more."""

    person_id: str
    region: str | None = None
    language: Language = Language.CHINESE
    has_email: bool = False
    agreed: bool | None = None
    erased: bool = False

    @property
    def email_barred(self) -> str | None:
        """Why no e-mail may go out now, None when it may."""
        if not self.agreed:
            return "no_consent" if self.agreed is None else "consent_withdrawn"
        return None if self.has_email else "no_email_address"


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody with a place at a fair or on its waiting list."""

    registration_id: str
    fair_id: str
    person_id: str


@dataclass(frozen=True, kw_only=True)
class CancelledFair:
    """Kept for the registrations that we hear of later than of the cancellation."""

    fair_id: str
    event_id: str
    title: str
    starts_on: date
    reason: str
