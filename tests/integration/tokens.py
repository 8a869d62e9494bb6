"""Bearer tokens, made the way the local issuer makes them: by its key, not by its code."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path

import jwt


@cache
def _key(issuer: Path) -> tuple[str, jwt.PyJWK]:
    jwk = json.loads(issuer.read_text())
    return jwk["kid"], jwt.PyJWK(jwk)


def mint(issuer: Path, role: str, *, expires_in_s: int = 3600, **claims: str) -> str:
    """An EdDSA token for `role`; claims are region, person_id, employer_id or partner_id."""
    kid, key = _key(issuer)
    now = int(time.time())
    body = {
        "iss": "yunling-local",
        "aud": "yunling-gateway",
        "sub": f"test-{role}",
        "role": role,
        "iat": min(now, now + expires_in_s - 1),
        "exp": now + expires_in_s,
        **claims,
    }
    return jwt.encode(body, key.key, algorithm="EdDSA", headers={"kid": kid})
