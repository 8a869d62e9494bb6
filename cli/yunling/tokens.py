"""Bearer tokens of the local issuer; a real identity provider takes its place in production."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import jwt

from yunling.advice import Advice
from yunling.keys import private_key

ISSUER = "yunling-local"
AUDIENCE = "yunling-gateway"

REGION = re.compile(r"[1-9]\d{5}")
NEEDED = {
    "worker": ("person_id",),
    "employer": ("employer_id",),
    "officer": ("region",),
    "labour_bureau": ("partner_id", "region"),
    **dict.fromkeys(("bank", "guarantor", "training_provider", "partner"), ("partner_id",)),
}
"""Roles that mean nothing without whom they act for, or where."""


def issuer(keys: Path) -> Callable[..., str]:
    """`issue` with the key in `keys` (a folder with issuer.jwk) read once, for many tokens."""
    jwk = private_key(keys)
    key, headers = jwt.PyJWK(jwk).key, {"kid": jwk["kid"]}

    def issue(
        *, role: str, subject: str | None = None, hours: float = 12, **whom: str | None
    ) -> str:
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject or f"local-{role}",
            "iat": now,
            "exp": now + int(hours * 3600),
            "role": role,
            **_checked(role, whom),
        }
        return jwt.encode(body, key, algorithm="EdDSA", headers=headers)

    return issue


def issue(keys: Path, **claims: str | float | None) -> str:
    """One EdDSA JWT: iss, aud, sub, iat, exp, role and those of region, person_id, employer_id,
    partner_id that are given. Raises Advice for a role that lacks what it needs and for a
    broken region."""
    return issuer(keys)(**claims)


def _checked(role: str, whom: dict[str, str | None]) -> dict[str, str]:
    for needed in NEEDED.get(role, ()):
        if not whom.get(needed):
            raise Advice(f"a token for {role} needs --{needed.removesuffix('_id')}")
    region = whom.get("region")
    if region and not REGION.fullmatch(region):
        raise Advice(f"{region} is no region: six digits of GB/T 2260, e.g. 530102")
    return {name: value for name, value in whom.items() if value}
