"""Bearer tokens of the local issuer; a real identity provider takes its place in production."""

from __future__ import annotations

import re
import time
from pathlib import Path

import jwt

from yunling.advice import Advice
from yunling.keys import private_key

ISSUER = "yunling-local"
AUDIENCE = "yunling-gateway"

REGION = re.compile(r"^[1-9]\d{5}$")
NEEDED = {"worker": "person_id", "employer": "employer_id", "partner": "partner_id"}
"""Roles that mean nothing without whom they act for."""


def issue(
    keys: Path, *, role: str, subject: str | None = None, hours: float = 12, **claims: str | None
) -> str:
    """An EdDSA JWT: iss, aud, sub, iat, exp, role and those of region, person_id, employer_id,
    partner_id that are given. Raises Advice for a role without its owner or a broken region."""
    needed = NEEDED.get(role)
    if needed and not claims.get(needed):
        raise Advice(f"a token for {role} needs --{needed.removesuffix('_id')}")
    region = claims.get("region")
    if region and not REGION.match(region):
        raise Advice(f"{region} is no region: six digits of GB/T 2260, e.g. 530102")
    key = private_key(keys)
    now = int(time.time())
    body = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject or f"local-{role}",
        "iat": now,
        "exp": now + int(hours * 3600),
        "role": role,
        **{name: value for name, value in claims.items() if value},
    }
    headers = {"kid": key["kid"]}
    return jwt.encode(body, jwt.PyJWK(key).key, algorithm="EdDSA", headers=headers)
