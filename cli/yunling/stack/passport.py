"""Whose word the services take for who asks: the public halves of the passport keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from yunling.stack.place import SIGNERS, Place

ACTORS = "actors.json"
DOOR = "gateway"
"""Vouches for everybody whom it has let in; the others for themselves only."""


def write_files(place: Place, secrets: Mapping[str, str]) -> None:
    """The JWKS file that ACTOR_KEYS names, anew from the private keys."""
    keys = [_public(name, secrets[f"passport_{name}"]) for name in SIGNERS]
    (place.keys / ACTORS).write_text(json.dumps({"keys": keys}, indent=1) + "\n")


def _public(signer: str, private: str) -> dict[str, Any]:
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private))
    jwk = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
    vouches_for = "anyone" if signer == DOOR else "itself"
    return {**jwk, "use": "sig", "alg": "EdDSA", "signer": signer, "vouches_for": vouches_for}
