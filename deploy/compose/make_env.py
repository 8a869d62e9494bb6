"""Writes what docker-compose.yml needs and no repository may hold: .env and the secret files.

`.env` follows .env.example with a random value for every empty PASSWORD or KEY; values that are
already there stay. Beside it, in the secrets folder: the key pair of the local token issuer, whose
word services take for who asks, and the broker's users with their permissions. Everything is
readable by its owner only; the files that containers mount lie readable in a folder that only the
owner enters.
"""

import argparse
import base64
import hashlib
import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from yunling import services

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PARTNERS = ROOT / "deploy" / "partners.json"
VHOST = "yunling"


def settings(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in pairs if not name.startswith("#")}


def secret_for(name: str) -> str:
    """48 hex digits for a PASSWORD, 32 bytes in base64 for a KEY, the same with a name in front
    for MASTER_KEYS, nothing for the rest."""
    if name.endswith("_PASSWORD"):
        return secrets.token_hex(24)
    if name.endswith("_KEY"):
        return base64.b64encode(secrets.token_bytes(32)).decode()
    if name.endswith("_MASTER_KEYS"):
        return f"first:{secret_for('ONE_KEY')}"
    return ""


def filled(example: str, known: dict[str, str]) -> str:
    """The example's lines with known values and new secrets, then what only the file has."""
    lines, own = [], dict(known)
    for line in example.splitlines():
        name, equals, default = line.partition("=")
        if equals and not line.startswith("#"):
            line = f"{name}={own.pop(name, '') or default or secret_for(name)}"
        lines.append(line)
    lines += [f"{name}={value}" for name, value in own.items()]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str, mode: int) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    path.chmod(mode)


def make_issuer(folder: Path) -> None:
    """The local token issuer's private JWK, and the JWKS of its public half for the gateway."""
    private = folder / "issuer.jwk"
    if private.exists():
        return
    jwk = OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True)
    jwk |= {"use": "sig", "alg": "EdDSA", "kid": f"local-{secrets.token_hex(4)}"}
    write(private, json.dumps(jwk), 0o600)
    public = {name: value for name, value in jwk.items() if name != "d"}
    write(folder / "jwks.json", json.dumps({"keys": [public]}), 0o644)


def make_actor_keys(folder: Path, env: dict[str, str]) -> None:
    """The public halves of the passport keys: the gateway vouches for everybody, others for
    themselves."""
    keys = []
    for signer in services.that("signs"):
        seed = base64.b64decode(env[f"{signer.upper()}_PASSPORT_KEY"])
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
        vouches_for = "anyone" if signer == "gateway" else "itself"
        own = {"use": "sig", "alg": "EdDSA", "signer": signer, "vouches_for": vouches_for}
        keys.append({**OKPAlgorithm.to_jwk(public, as_dict=True), **own})
    write(folder / "actors.json", json.dumps({"keys": keys}, indent=1), 0o644)


def broker_user(name: str, password: str, tags: list[str]) -> dict[str, object]:
    """A user as RabbitMQ's definitions have it: salt and SHA-256, never the password.

    The same for the same password, so that definitions without a change are not imported again.
    """
    salt = hashlib.sha256(f"{name}:{password}".encode()).digest()[:4]
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
    """The platform's user may do everything in its vhost; a partner may only hand events in, and
    of its own types only, which the gateway sees to. The administrator makes partners' users."""
    known = folder / "partners.json"
    uris = json.loads(known.read_text()) if known.exists() else {}
    users = [
        broker_user("yunling", env["RABBITMQ_PASSWORD"], ["monitoring"]),
        broker_user("yunling-admin", env["RABBITMQ_ADMIN_PASSWORD"], ["administrator"]),
    ]
    permissions = [permission("yunling", ".*", ".*", ".*")]
    host = f"{env['YUNLING_BIND']}:{env['AMQP_PORT']}"
    declared = json.loads(PARTNERS.read_text(encoding="utf-8"))
    for partner in (one["partner_id"] for one in declared if one["has_account"]):
        user = f"partner-{partner}"
        password = urlsplit(uris.get(partner, "")).password or secrets.token_hex(24)
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
    parser.add_argument("--env", type=Path, default=ROOT / ".env", help="the file to write")
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
    make_issuer(chosen.secrets)
    written = settings(chosen.env)
    make_actor_keys(chosen.secrets, written)
    make_broker_users(chosen.secrets, written)


if __name__ == "__main__":
    main()
