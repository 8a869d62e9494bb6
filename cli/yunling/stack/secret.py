"""Passwords and cookies of one stack, made once and readable by its owner only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from yunling.advice import Advice
from yunling.stack.place import SEALING, SIGNERS, STORES, Place


def _password() -> str:
    return secrets.token_hex(24)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _named_key() -> str:
    return f"first:{_key()}"


MAKERS: dict[str, Callable[[], str]] = {
    **dict.fromkeys(("rabbitmq", "rabbitmq_admin", "erlang_cookie", "partners"), _password),
    **dict.fromkeys(("mongo_keyfile", "mongo_admin"), _password),
    **dict.fromkeys((f"mongo_{name}" for name in STORES), _password),
    # What personal data is sealed with and found by: lost keys are lost personal data.
    "people_id_key": _key,
    **dict.fromkeys((f"{name}_master_keys" for name in SEALING), _named_key),
    # What the signing secrets of partners are derived from.
    "gateway_secret_key": _key,
    **dict.fromkeys((f"passport_{name}" for name in SIGNERS), _key),
}


def write_private(path: Path, text: str) -> None:
    """Write `path` whole or not at all, mode 0600 from its first byte."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load_secrets(place: Place) -> Mapping[str, str]:
    """The stack's secrets; those that are missing are made and kept."""
    path = place.run / "secrets.json"
    try:
        known = json.loads(path.read_text())
    except FileNotFoundError:
        known = {}
    except ValueError:
        raise Advice(f"{path} is broken: restore it, or remove {place.run} to start anew") from None
    missing = {name: make() for name, make in MAKERS.items() if name not in known}
    if missing:
        write_private(path, json.dumps(known | missing, indent=1) + "\n")
    return {**known, **missing}


def partner_password(of: Mapping[str, str], partner_id: str) -> str:
    """A partner's broker password, derived, so that it need not be kept anywhere."""
    key = of["partners"].encode()
    return hmac.new(key, partner_id.encode(), hashlib.sha256).hexdigest()[:48]
