"""Signed requests: HTTP Message Signatures (RFC 9421) with HMAC-SHA256 under a key's secret.

    Content-Digest: sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:
    Signature-Input: sig1=("@method" "@path" "@query" "content-digest");created=1748837400;
        nonce="b3k2pp5k7z-50gnwp.yemd";keyid="1f0c9a3e"
    Signature: sig1=:K2qGT5srn2OGbOIDzQ6kYT+ruaycnDAAUpKv+ePFfD0=:

Method and path are always covered, the query when there is one, the digest of the body (RFC 9530)
when there is one. `created` is within five minutes, a `nonce` is good once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.http.request import Request
from gateway.identity.caller import refused
from gateway.identity.nonces import Nonces

WINDOW_S = 300
HEADERS_MOST = 2048
_INPUT = re.compile(
    r"(?P<label>[a-z][a-z0-9_-]{0,30})="
    r"(?P<params>\((?P<covered>\"[a-z0-9@-]+\"(?: \"[a-z0-9@-]+\")*)\)"
    r"(?P<rest>(?:;[a-z]+=(?:\d{1,12}|\"[\x20-\x21\x23-\x5b\x5d-\x7e]{1,128}\"))*))"
)
_PARAM = re.compile(r";(?P<name>[a-z]+)=(?:(?P<number>\d+)|\"(?P<text>[^\"]*)\")")
_BYTES = re.compile(r"(?P<label>[a-z0-9_-]+)=:(?P<value>[A-Za-z0-9+/]+={0,2}):")
_NONCE = re.compile(r"[A-Za-z0-9._~+/=-]{16,64}")
NEVER = ("signature", "signature-input")


@dataclass(frozen=True)
class _Input:
    """What a signature covers, and its parameters as they were written."""

    label: str
    params: str
    covered: tuple[str, ...]
    created: int
    nonce: str


class Signatures:
    """Checks that requests are signed, recent, and not replayed."""

    def __init__(self, nonces: Nonces, clock: Callable[[], float] = time.time) -> None:
        self._nonces = nonces
        self._clock = clock

    def check(self, request: Request, prefix: str, secret: bytes) -> None:
        """Hold a request to its signature; its body is held to its digest once it is read.

        Raises Problem signature_missing, signature_invalid, signature_expired and
        signature_replayed (401), and Unavailable.
        """
        given, value = request.header("Signature-Input"), request.header("Signature")
        if not given or not value:
            raise refused("signature_missing")
        signed = _read(given, prefix)
        signature = _bytes(value, signed.label)
        digest = _digest(request, signed)
        base = _base(request, signed)
        if not hmac.compare_digest(hmac.digest(secret, base, hashlib.sha256), signature):
            raise refused("signature_invalid")
        now = self._clock()
        if abs(now - signed.created) > WINDOW_S:
            raise refused("signature_expired")
        if not self._nonces.take(f"{prefix}:{signed.nonce}", signed.created + 2 * WINDOW_S):
            raise refused("signature_replayed")
        request.digest = digest


def _read(given: str, prefix: str) -> _Input:
    match = _INPUT.fullmatch(given) if len(given) <= HEADERS_MOST else None
    if match is None:
        raise refused("signature_invalid")
    pairs = [(p["name"], p["number"] or p["text"]) for p in _PARAM.finditer(match["rest"])]
    params = dict(pairs)
    covered = tuple(match["covered"].replace('"', "").split(" "))
    good = (
        len(params) == len(pairs)
        and len(set(covered)) == len(covered)
        and not set(covered) & set(NEVER)
        and params.get("created", "").isdigit()
        and _NONCE.fullmatch(params.get("nonce", ""))
        and params.get("keyid") == prefix
        and params.get("alg", "hmac-sha256") == "hmac-sha256"
    )
    if not good:
        raise refused("signature_invalid")
    label, written = match["label"], match["params"]
    return _Input(label, written, covered, int(params["created"]), params["nonce"])


def _bytes(header: str, label: str) -> bytes:
    """The bytes of a label in a dictionary of byte sequences (RFC 9651, 3.2)."""
    for member in header[:HEADERS_MOST].split(","):
        match = _BYTES.fullmatch(member.strip())
        if match and match["label"] == label:
            try:
                return base64.b64decode(match["value"], validate=True)
            except binascii.Error:
                break
    raise refused("signature_invalid")


def _digest(request: Request, signed: _Input) -> bytes:
    """The SHA-256 that the body has to have; without a digest there is to be no body."""
    needed = {"@method", "@path"} | ({"@query"} if request.environ.get("QUERY_STRING") else set())
    if not needed <= set(signed.covered):
        raise refused("signature_invalid")
    if "content-digest" not in signed.covered:
        return hashlib.sha256(b"").digest()
    return _bytes(request.header("Content-Digest") or "", "sha-256")


def _base(request: Request, signed: _Input) -> bytes:
    """The signature base (RFC 9421, 2.5)."""
    lines = [f'"{name}": {_value(request, name)}' for name in signed.covered]
    return "\n".join([*lines, f'"@signature-params": {signed.params}']).encode()


def _value(request: Request, name: str) -> str:
    derived = {
        "@method": lambda: request.method,
        "@path": lambda: request.path,
        "@query": lambda: f"?{request.environ.get('QUERY_STRING', '')}",
        "@authority": lambda: (request.header("Host") or "").lower(),
    }
    if name.startswith("@"):
        if name not in derived:
            raise refused("signature_invalid")
        return derived[name]()
    value = request.header(name)
    if value is None:
        raise refused("signature_invalid")
    return " ".join(value.split())
