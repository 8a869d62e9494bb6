"""Tokens: what is let in, and the attacks that are not."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROUTE = ("GET", "/v1/ops/flow")


def _send(client: Any, authorization: str) -> Any:
    return client.send(*ROUTE, headers={"Authorization": authorization})


def _unsigned(claims: dict[str, Any], header: dict[str, str]) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, claims)
    ]
    return b".".join([*parts, b""]).decode()


def test_a_good_token_is_let_in_twice(client: Any, issuer: Any) -> None:
    token = issuer.token("officer")
    assert [_send(client, f"Bearer {token}").status for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"iss": "somebody-else"},
        {"sub": None},
        {"exp": None},
        {"iat": None},
        {"role": "emperor"},
        {"role": None},
        {"sub": "a\nb"},
        {"region": {"$ne": 1}},
        {"region": "53"},
        {"region": None},
    ],
    ids=str,
)
def test_claims_that_are_not_ours_are_refused(
    client: Any, issuer: Any, claims: dict[str, Any]
) -> None:
    response = _send(client, f"Bearer {issuer.token(**{'role': 'officer', **claims})}")
    assert response.status == 401
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


def test_an_expired_token_says_so_even_when_it_was_good_before(client: Any, issuer: Any) -> None:
    token = issuer.token("officer", exp=int(time.time()) - 31)
    assert client.refused(*ROUTE, headers={"Authorization": f"Bearer {token}"})["code"] == (
        "token_expired"
    )


def test_a_remembered_token_expires(client: Any, issuer: Any) -> None:
    now = time.time()
    tokens = client.pipeline._callers._tokens
    token = issuer.token("officer", exp=int(now) + 60)
    assert _send(client, f"Bearer {token}").status == 200
    tokens._clock = lambda: now + 91
    assert _send(client, f"Bearer {token}").status == 401


def test_a_signature_of_another_key_is_refused(client: Any, issuer: Any) -> None:
    forged = issuer.token("admin", key=Ed25519PrivateKey.generate())
    assert _send(client, f"Bearer {forged}").status == 401
    assert _send(client, f"Bearer {issuer.token('admin', kid='key-2')}").status == 401


def test_an_unsigned_token_is_refused(client: Any) -> None:
    claims = {"role": "admin", "sub": "x", "exp": int(time.time()) + 600}
    for algorithm in ("none", "None", "EdDSA"):
        token = _unsigned(claims, {"alg": algorithm, "kid": "key-1"})
        assert _send(client, f"Bearer {token}").status == 401


def test_the_public_key_is_no_shared_secret(client: Any, issuer: Any) -> None:
    public = issuer.key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    claims = jwt.decode(issuer.token("admin"), options={"verify_signature": False})
    token = jwt.encode(claims, public, "HS256", {"kid": "key-1"})
    assert _send(client, f"Bearer {token}").status == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "bearer\ttoken"])
def test_what_is_no_bearer_token_asks_for_one(client: Any, header: str) -> None:
    refused = client.refused(*ROUTE, headers={"Authorization": header})
    assert refused["code"] == "token_missing"


def test_a_token_longer_than_any_of_ours_is_not_even_read(client: Any) -> None:
    assert _send(client, "Bearer " + "a" * 100_000).status == 401


@pytest.mark.parametrize(("role", "claim"), [("worker", "person_id"), ("partner", "partner_id")])
def test_a_role_that_acts_for_somebody_names_whom(
    client: Any, issuer: Any, role: str, claim: str
) -> None:
    token = issuer.token(role, **{claim: None})
    assert _send(client, f"Bearer {token}").status == 401


def test_a_key_that_is_added_to_the_file_is_taken(client: Any, issuer: Any) -> None:
    known = json.loads(issuer.path.read_text())
    try:
        added = {**known["keys"][0], "kid": "key-3"}
        issuer.path.write_text(json.dumps({"keys": [*known["keys"], added]}))
        client.pipeline._callers._tokens._issuers["test-issuer"].keys._file._read_at -= 60
        assert _send(client, f"Bearer {issuer.token('officer', kid='key-3')}").status == 200
    finally:
        issuer.path.write_text(json.dumps(known))
