"""From the claims of a token to an Actor, by the settings of its issuer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chassis.domain import ROLES, Actor, is_code
from gateway.identity.issuer import Issuer

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@|+\-]{0,127}\Z")


def actor(issuer: Issuer, claims: Mapping[str, Any]) -> Actor:
    """The actor that the claims describe. Raises ValueError for a role that the issuer may not
    give, or an invalid id."""
    subject = _plain(_at(claims, issuer.claims.get("subject", "sub")))
    return checked(
        Actor(
            subject=f"{issuer.name}:{subject}" if issuer.name else subject,
            role=_role(issuer, claims),
            region=_own(issuer, claims, "region"),
            person_id=_own(issuer, claims, "person_id"),
            employer_id=_own(issuer, claims, "employer_id"),
            partner_id=_own(issuer, claims, "partner_id"),
        )
    )


def checked(actor: Actor) -> Actor:
    """The actor, if it has what its role requires. Raises ValueError."""
    for needed in ROLES[actor.role]:
        if getattr(actor, needed) is None:
            raise ValueError(needed)
    if actor.region is not None and not is_code(actor.region):
        raise ValueError("region")
    return actor


def _role(issuer: Issuer, claims: Mapping[str, Any]) -> str:
    """The role; of several, the first in the issuer's table."""
    given = _at(claims, issuer.claims.get("role", "role"))
    names = given if isinstance(given, list) else [given]
    for theirs, ours in issuer.roles.items():
        if theirs in names:
            return ours
    raise ValueError("role")


def _own(issuer: Issuer, claims: Mapping[str, Any], name: str) -> str | None:
    """The value that the issuer fixes for all of its tokens, else the value of the claim."""
    value = issuer.fixed.get(name, _at(claims, issuer.claims.get(name, name)))
    return None if value is None else _plain(value)


def _at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim with this name or dotted path: `realm_access.roles`."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _plain(value: Any) -> str:
    if not isinstance(value, str) or not _PLAIN.match(value):
        raise ValueError("claim")
    return value
