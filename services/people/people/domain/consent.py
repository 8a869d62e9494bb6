"""Consents under the Personal Information Protection Law (PIPL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chassis.domain import Invalid
from people.vocabulary import Purpose

About = tuple[Purpose, str | None]
"""What a consent is for, and to whom. Of those about the same thing one stands at the most."""

COOL_DOWN: Final = timedelta(days=30)
"""How long nobody but the person brings up again what was withdrawn: the regulations on network
data, Art 22, forbid asking frequently and name no figure; this one is ours."""


@dataclass(frozen=True)
class Consent:
    """A consent and the version of the notice that was shown (PIPL 17); kept after withdrawal.

    One to `partner_sharing` names the partner: each receiver is agreed to by itself (PIPL 23).
    """

    purpose: Purpose
    notice_version: str
    given_at: datetime
    withdrawn_at: datetime | None = None
    partner_id: str | None = None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    @property
    def about(self) -> About:
        return self.purpose, self.partner_id


def cooled_down(consents: Sequence[Consent], about: About) -> datetime | None:
    """From when on others may ask about this again; None where nothing was ever withdrawn."""
    withdrawn = [
        one.withdrawn_at for one in consents if one.about == about and one.withdrawn_at is not None
    ]
    return max(withdrawn) + COOL_DOWN if withdrawn else None


def check_about(purpose: Purpose, partner_id: str | None) -> None:
    """Raises Invalid unless a partner is named where, and only where, the purpose asks for it."""
    if purpose is Purpose.PARTNER_SHARING and partner_id is None:
        raise Invalid({"partner_id": ["Missing data for required field."]})
    if purpose is not Purpose.PARTNER_SHARING and partner_id is not None:
        raise Invalid({"partner_id": ["Only a consent to partner_sharing names a partner."]})
