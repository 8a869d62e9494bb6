"""What is shown to prove who asks: tokens, API keys, passports between services, signatures.

Each is believed as it was made and in no other text, however close.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from chassis.domain import Actor
from chassis.rpc.passport import CallerNotVerified, Checks, Passports
from gateway.http.problem import Problem
from gateway.http.request import Request
from gateway.identity.api_keys import ApiKeys
from gateway.identity.callers import Callers
from gateway.identity.issuer import ALGORITHMS, Issuer
from gateway.identity.keys import FileKeys
from gateway.identity.request_signatures import Signatures
from gateway.identity.tokens import Tokens, Trusted
from partners.registry import api_key

NOW = 1_748_837_400.0
OFFICER = Actor("li", "officer", region="530100")
SECRET, PREFIX = b"s" * 32, "1f0c9a3e"


@cache
def callers() -> tuple[Callers, str]:
    """Who trusts an issuer made for the run, and the one token that this one gave out."""
    key = Ed25519PrivateKey.generate()
    public = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": "k1", "alg": "EdDSA"}
    file = Path(tempfile.mkdtemp()) / "jwks.json"
    file.write_bytes(orjson.dumps({"keys": [public]}))
    now = int(time.time())
    claims = {"iss": "i", "aud": "a", "sub": "li", "iat": now, "exp": now + 86_400, "role": "admin"}
    tokens = Tokens([Trusted(Issuer("i", "a"), FileKeys(file, ALGORITHMS))])
    nobody: Any = SimpleNamespace(find=lambda prefix: None, take=lambda nonce, until: True)
    trusting = Callers(tokens, ApiKeys(nobody), Signatures(nobody))
    return trusting, jwt.encode(claims, key, "EdDSA", {"kid": "k1"})


def authenticate(given: bytes) -> bool:
    """Nobody is let in but who has the token, however its text was changed. Whether he was."""
    trusting, good = callers()
    header = given.decode("latin-1")
    try:
        actor = trusting.authenticate(Request({"HTTP_AUTHORIZATION": header}))
    except Problem as problem:
        assert problem.code in ("token_missing", "token_invalid", "token_expired", "key_invalid")
        return False
    assert (actor.subject, actor.role) == ("li", "admin")
    assert _decoded(header.partition(" ")[2].strip()) == _decoded(good)
    return True


def _decoded(token: str) -> list[bytes]:
    """The bytes of a token's parts: base64url may write the same ones in more than one way."""
    return [jwt.utils.base64url_decode(part) for part in token.split(".")]


def read_key(given: bytes) -> None:
    """What looks like an API key has a prefix of eight hex digits; nothing else has one."""
    text = given.decode("latin-1")
    prefix = api_key.prefix_of(text)
    if prefix is not None:
        assert re.fullmatch(r"[0-9a-f]{8}", prefix)
        assert len(text) == 9 + 8 + 1 + 43
        assert len(api_key.digest(text)) == 32


@cache
def passports() -> tuple[Checks, str]:
    """A service that believes one signer, and the one passport that this one gave out."""
    seed = Ed25519PrivateKey.generate()
    signer = Passports("gateway", base64.b64encode(seed.private_bytes_raw()).decode(), _noon)
    public = OKPAlgorithm.to_jwk(seed.public_key(), as_dict=True)
    file = Path(tempfile.mkdtemp()) / "actors.json"
    file.write_bytes(
        orjson.dumps({"keys": [{**public, "signer": "gateway", "vouches_for": "anyone"}]})
    )
    return Checks("loans", file, _noon), signer.of(OFFICER, "loans")


def _noon() -> float:
    return NOW


def show_passport(given: bytes) -> bool:
    """A service takes nobody for another than the gateway let in. Whether it took anybody."""
    checks, good = passports()
    shown = given.decode("latin-1")
    try:
        actor = checks.actor(shown)
    except CallerNotVerified:
        return False
    assert actor == OFFICER
    assert _decoded(shown) == _decoded(good)
    return True


def check_signature(given: bytes) -> bool:
    """A request passes with the signature that was made for it, and with no other. Whether it
    passed."""
    parts = given.decode("latin-1").split("\n")
    names = ("RAW_PATH_INFO", "QUERY_STRING", "HTTP_SIGNATURE_INPUT", "HTTP_SIGNATURE")
    environ = dict(zip(names, (*parts, "", "", "", "")[:4], strict=True))
    request = Request({"REQUEST_METHOD": "POST", "PATH_INFO": environ["RAW_PATH_INFO"], **environ})
    everyone: Any = SimpleNamespace(take=lambda nonce, until: True)
    try:
        Signatures(everyone, _noon).check(request, PREFIX, SECRET)
    except Problem as problem:
        assert problem.code in ("signature_missing", "signature_invalid")
        return False
    path, query, signed, signature = A_SIGNATURE.decode().split("\n")
    label, _, params = signed.partition("=")
    assert (environ["RAW_PATH_INFO"], environ["QUERY_STRING"]) == (path, query)
    assert environ["HTTP_SIGNATURE_INPUT"].partition("=")[2] == params
    assert signature.removeprefix(f"{label}=:") in environ["HTTP_SIGNATURE"]
    return True


def _signature() -> bytes:
    """Path, query, Signature-Input and Signature of a good request, a line each."""
    path, query = "/v1/events", "x=1"
    params = f'("@method" "@path" "@query");created={NOW:.0f};nonce="{"n" * 20}";keyid="{PREFIX}"'
    base = f'"@method": POST\n"@path": {path}\n"@query": ?{query}\n"@signature-params": {params}'
    digest = base64.b64encode(hmac.digest(SECRET, base.encode(), hashlib.sha256)).decode()
    return f"{path}\n{query}\nsig1={params}\nsig1=:{digest}:".encode()


A_SIGNATURE = _signature()


def token_seeds() -> Iterator[bytes]:
    _, good = callers()
    yield f"Bearer {good}".encode()
    none = jwt.encode({"sub": "li", "role": "admin"}, None, "none", {"kid": "k1"})
    yield f"Bearer {none}".encode()
    for key in (api_key.new_key(sandbox=False)[0], api_key.new_key(sandbox=True)[0]):
        yield f"Bearer {key}".encode()


def key_seeds() -> Iterator[bytes]:
    for kind in (True, False):
        yield api_key.new_key(sandbox=kind)[0].encode()


def passport_seeds() -> Iterator[bytes]:
    _, good = passports()
    yield good.encode()
    yield jwt.encode({"sub": "li", "role": "admin"}, None, "none").encode()
