"""The local issuer's key: an Ed25519 JWK, its public half in a JWKS file for the gateway."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from yunling.advice import Advice
from yunling.stack.secret import write_private

PRIVATE, PUBLIC = "issuer.jwk", "jwks.json"


def ensure_keys(folder: Path) -> None:
    """Make the key pair once; the public file is rewritten from the private one."""
    private = folder / PRIVATE
    if not private.exists():
        write_private(private, json.dumps(_new_key()))
    key = json.loads(private.read_text())
    public = {name: value for name, value in key.items() if name != "d"}
    (folder / PUBLIC).write_text(json.dumps({"keys": [public]}) + "\n")
    (folder / PUBLIC).chmod(0o644)


def private_key(folder: Path) -> dict[str, Any]:
    """The issuer's JWK, private part included. Raises Advice when there is none."""
    try:
        key: dict[str, Any] = json.loads((folder / PRIVATE).read_text())
    except FileNotFoundError:
        raise Advice(f"no issuer's key in {folder}: `make up`, or name its folder") from None
    return key


def _new_key() -> dict[str, Any]:
    jwk = OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True)
    return {**jwk, "use": "sig", "alg": "EdDSA", "kid": f"local-{os.urandom(4).hex()}"}
