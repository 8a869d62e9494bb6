"""The caller of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "worker": ("person_id",),
    "employer": ("employer_id",),
    "officer": ("region",),
    "bank": ("partner_id",),
    "guarantor": ("partner_id",),
    "labour_bureau": ("partner_id", "region"),
    "training_provider": ("partner_id",),
    "partner": ("partner_id",),
    "admin": (),
}
"""Every role of a caller from outside, and what it means nothing without: whose records, or
which jurisdiction. A region is a county, a prefecture or 530000, the province."""

PARTNER_ROLES: Final = frozenset(role for role, needs in ROLES.items() if "partner_id" in needs)

SERVICE: Final = "service"
"""The role of a service that asks another one on its own behalf; its subject is its name."""

PUBLIC: Final = "public"
"""The role of a caller who was not asked who he is."""


@dataclass(frozen=True)
class Actor:
    """The authenticated caller, as the gateway vouches for it.

    `region` is the GB/T 2260 code an officer or a bureau answers for; the `..._id` fields say
    whose own records a worker, an employer or a partner may touch. `scopes` are the actions that
    an API key was made for (`loans.record_repayment`, `loans.*`); none means all of the role's.
    """

    subject: str
    role: str
    region: str | None = None
    person_id: str | None = None
    employer_id: str | None = None
    partner_id: str | None = None
    scopes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """What is set, as it travels with a call."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Actor:
        """The actor behind `as_dict`."""
        return cls(**{**given, "scopes": tuple(given.get("scopes", ()))})


ANONYMOUS: Final = Actor("anonymous", PUBLIC)
