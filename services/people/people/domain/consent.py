"""Consents under the Personal Information Protection Law (PIPL)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from people.vocabulary import Purpose


@dataclass(frozen=True)
class Consent:
    """A consent and the version of the notice that was shown (PIPL 17); kept after withdrawal."""

    purpose: Purpose
    notice_version: str
    given_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None
