"""Passwords and cookies of one stack, made once and readable by its owner only."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from yunling.advice import Advice
from yunling.stack.place import STORES, Place

NAMES = (
    "rabbitmq",
    "erlang_cookie",
    "partners",
    "mongo_keyfile",
    "mongo_admin",
    *(f"mongo_{name}" for name in STORES),
)


def write_private(path: Path, text: str) -> None:
    """Write `path` whole or not at all, mode 0600 from its first byte."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def load_secrets(place: Place) -> Mapping[str, str]:
    """The stack's secrets; those that are missing are made (48 hex digits each) and kept."""
    path = place.run / "secrets.json"
    try:
        known = json.loads(path.read_text())
    except FileNotFoundError:
        known = {}
    except ValueError:
        raise Advice(f"{path} is broken: restore it, or remove {place.run} to start anew") from None
    missing = {name: secrets.token_hex(24) for name in NAMES if name not in known}
    if missing:
        write_private(path, json.dumps(known | missing, indent=1) + "\n")
    return {**known, **missing}


def partner_password(of: Mapping[str, str], partner_id: str) -> str:
    """A partner's broker password, derived, so that it need not be kept anywhere."""
    key = of["partners"].encode()
    return hmac.new(key, partner_id.encode(), hashlib.sha256).hexdigest()[:48]
