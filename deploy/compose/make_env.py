"""Writes what docker-compose.yml needs and no repository may hold: .env and the secret files.

`.env` follows .env.example with a random value for every empty PASSWORD or KEY; values that are
already there stay. Beside it, in the secrets folder: the key pair of the local token issuer, and
the broker's users with their permissions. Everything is readable by its owner only; the files
that containers mount lie readable in a folder that only the owner enters.
"""

import argparse
import base64
import hashlib
import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PARTNERS = ("venues", "bank", "provider", "bodies")
VHOST = "yunling"


def settings(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (
        line.split("=", 1) for line in path.read_text().splitlines() if "=" in line
    )
    return {
        name.strip(): value.strip() for name, value in pairs if not name.startswith("#")
    }


def filled(example: str, known: dict[str, str]) -> str:
    """The example's lines with known values and random secrets, then what only the file has."""
    lines, own = [], dict(known)
    for line in example.splitlines():
        name, equals, default = line.partition("=")
        if equals and not line.startswith("#"):
            secret = name.endswith(("_PASSWORD", "_KEY"))
            line = f"{name}={own.pop(name, None) or default or (secrets.token_hex(24) if secret else '')}"
        lines.append(line)
    lines += [f"{name}={value}" for name, value in own.items()]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str, mode: int) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    path.chmod(mode)


def make_token_key(folder: Path) -> None:
    """The issuer's private key as PEM, and the public half as the JWKS that the gateway reads."""
    private = folder / "token-key.pem"
    if private.exists():
        return
    key = Ed25519PrivateKey.generate()
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    x = (
        base64.urlsafe_b64encode(key.public_key().public_bytes(*raw))
        .rstrip(b"=")
        .decode()
    )
    kid = hashlib.sha256(x.encode()).hexdigest()[:16]
    jwk = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": x,
        "kid": kid,
        "alg": "EdDSA",
        "use": "sig",
    }
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write(private, pem.decode(), 0o600)
    write(folder / "token-keys.json", json.dumps({"keys": [jwk]}), 0o644)


def broker_user(name: str, password: str, tags: list[str]) -> dict[str, object]:
    """A user as RabbitMQ's definitions have it: salt and SHA-256, never the password."""
    salt = secrets.token_bytes(4)
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest())
    return {
        "name": name,
        "password_hash": digest.decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": tags,
    }


def permission(user: str, configure: str, write: str, read: str) -> dict[str, str]:
    return {
        "user": user,
        "vhost": VHOST,
        "configure": configure,
        "write": write,
        "read": read,
    }


def make_broker_users(folder: Path, env: dict[str, str]) -> None:
    """The platform's user may do everything in its vhost; a partner may only hand events in."""
    known = folder / "partners.json"
    uris = json.loads(known.read_text()) if known.exists() else {}
    users = [broker_user("yunling", env["RABBITMQ_PASSWORD"], ["administrator"])]
    permissions = [permission("yunling", ".*", ".*", ".*")]
    host = f"{env['YUNLING_BIND']}:{env['AMQP_PORT']}"
    for partner in PARTNERS:
        user = f"partner-{partner}"
        old = uris.get(partner, "")
        password = old.split(":")[2].split("@")[0] if old else secrets.token_hex(16)
        uris[partner] = f"amqp://{user}:{password}@{host}/{VHOST}"
        users.append(broker_user(user, password, []))
        permissions.append(permission(user, "^$", "^yunling\\.intake$", "^$"))
    definitions = {
        "vhosts": [{"name": VHOST}],
        "users": users,
        "permissions": permissions,
    }
    write(folder / "rabbitmq.json", json.dumps(definitions, indent=1), 0o644)
    write(known, json.dumps(uris, indent=1), 0o600)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--env", type=Path, default=ROOT / ".env", help="the file to write"
    )
    parser.add_argument(
        "--secrets", type=Path, default=HERE / "secrets", help="the folder to write"
    )
    chosen = parser.parse_args()
    write(
        chosen.env,
        filled((ROOT / ".env.example").read_text(), settings(chosen.env)),
        0o600,
    )
    chosen.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_token_key(chosen.secrets)
    make_broker_users(chosen.secrets, settings(chosen.env))


if __name__ == "__main__":
    main()
