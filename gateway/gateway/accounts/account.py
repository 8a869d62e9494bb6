"""Local accounts and what is stored of their passwords."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from chassis.domain import Actor


class State(Enum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Account:
    """`password` is an argon2id hash. `serial` grows with each change that invalidates earlier
    tokens: a new password, a suspension."""

    account_id: str
    login: str
    password: str
    role: str
    region: str | None
    person_id: str | None
    employer_id: str | None
    partner_id: str | None
    made_at: datetime
    changed_at: datetime
    state: State = State.ACTIVE
    serial: int = 1

    @property
    def is_active(self) -> bool:
        return self.state is State.ACTIVE

    @property
    def actor(self) -> Actor:
        """The actor of a logged-in account."""
        return Actor(
            subject=self.account_id,
            role=self.role,
            region=self.region,
            person_id=self.person_id,
            employer_id=self.employer_id,
            partner_id=self.partner_id,
        )

    def changed(self, at: datetime, **changes: Any) -> Account:
        return replace(self, **changes, changed_at=at, serial=self.serial + 1)
