"""Tokens of identity providers: how keys are had and kept, who is believed, and whom they name."""

from __future__ import annotations

import base64
import hmac
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import eventlet
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from provider import (
    AUDIENCE,
    Oidc,
    Provider,
    ec_key,
    ed_key,
    oidc_provider,
    public_jwk,
    rsa_key,
)

from chassis.config import SettingsError
from chassis.domain import Unavailable
from gateway.http.problem import Problem
from gateway.identity.issuer import ALGORITHMS, Issuer, Issuers
from gateway.identity.keys import usable
from gateway.identity.remote_keys import RemoteKeys
from gateway.identity.tokens import Tokens, Trusted

RSA, EC, ED = rsa_key(), ec_key(), ed_key()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    made.keys = [public_jwk(RSA, "rsa"), public_jwk(EC, "ec"), public_jwk(ED, "ed")]
    yield made
    made.close()


@pytest.fixture(scope="module")
def oidc() -> Iterator[Oidc]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with oidc_provider(port) as running:
        yield running


class Trusting:
    """Tokens of one issuer, and the clock by which its keys grow old."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.now = time.monotonic()
        self.issuer = Issuer(url=url, audience=AUDIENCE, name="union", **settings)
        self.keys = RemoteKeys(self.issuer, lambda: self.now)
        self.tokens = Tokens([Trusted(self.issuer, self.keys)])

    def actor(self, token: str) -> Any:
        return self.tokens.caller(token).actor

    def refuses(self, token: str) -> bool:
        with pytest.raises(Problem, match="token_invalid"):
            self.tokens.caller(token)
        return True


def test_somebody_who_logged_in_elsewhere_is_known_here(oidc: Oidc) -> None:
    trusting = Trusting(
        oidc.url,
        claims={"role": "realm_access.roles", "region": "union_region"},
        roles={"county-desk": "officer", "boss": "admin"},
    )
    claims = {"realm_access": {"roles": ["chess-club", "county-desk"]}, "union_region": "530102"}
    actor = trusting.actor(oidc.token("li.ming", **claims))
    assert (actor.subject, actor.role, actor.region) == ("union:li.ming", "officer", "530102")
    outsider = oidc.token("wang", realm_access={"roles": ["admin"]}, union_region="530102")
    assert trusting.refuses(outsider)


@pytest.mark.parametrize(
    ("key", "kid", "algorithm"), [(RSA, "rsa", "RS256"), (EC, "ec", "ES256"), (ED, "ed", "EdDSA")]
)
def test_each_kind_of_key_is_believed(
    provider: Provider, key: Any, kid: str, algorithm: str
) -> None:
    trusting = Trusting(provider.url)
    assert trusting.actor(provider.token(key, kid, algorithm)).role == "officer"


def test_keys_are_fetched_once_and_asked_for_again_when_one_is_unknown(provider: Provider) -> None:
    trusting = Trusting(provider.url)
    for n in range(3):
        trusting.actor(provider.token(RSA, "rsa", "RS256", sub=f"u{n}"))
    assert provider.asked == ["/.well-known/openid-configuration", "/jwks"]
    newer = ec_key()
    provider.keys.append(public_jwk(newer, "ec-2"))
    trusting.now += 11
    assert trusting.actor(provider.token(newer, "ec-2", "ES256")).role == "officer"
    assert len(provider.asked) == 4


def test_tokens_with_keys_of_nobody_do_not_make_us_ask_on_and_on(provider: Provider) -> None:
    trusting = Trusting(provider.url)
    for n in range(20):
        assert trusting.refuses(provider.token(RSA, f"kid-{n}", "RS256"))
    assert len(provider.asked) == 2


def test_known_keys_go_on_while_the_provider_is_away(provider: Provider) -> None:
    trusting = Trusting(provider.url)
    trusting.actor(provider.token(RSA, "rsa", "RS256"))
    provider.status = 503
    trusting.now += 3601
    for n in range(2):
        assert trusting.actor(provider.token(RSA, "rsa", "RS256", sub=f"u{n}")).role == "officer"
        eventlet.sleep(0)
    assert trusting.refuses(provider.token(RSA, "rsa-2", "RS256"))


def test_a_provider_that_never_answered_is_no_wrong_token(provider: Provider) -> None:
    provider.status = 500
    with pytest.raises(Unavailable):
        Trusting(provider.url).actor(provider.token(RSA, "rsa", "RS256"))


def test_a_key_that_is_withdrawn_is_believed_no_longer(provider: Provider) -> None:
    provider.headers["Cache-Control"] = "public, max-age=120"
    trusting = Trusting(provider.url)
    trusting.actor(provider.token(RSA, "rsa", "RS256"))
    provider.keys.pop(0)
    trusting.now += 121
    trusting.actor(provider.token(RSA, "rsa", "RS256", sub="u2"))
    eventlet.sleep(0)
    assert trusting.refuses(provider.token(RSA, "rsa", "RS256", sub="u3"))


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elsewhere.example", "jwks_uri": "https://elsewhere.example/jwks"},
        {"issuer": None, "jwks_uri": "http://127.0.0.1/jwks"},
        {"issuer": "itself", "jwks_uri": "http://elsewhere.example/jwks"},
        {"issuer": "itself", "jwks_uri": "file:///etc/passwd"},
        {"issuer": "itself"},
        ["no", "document"],
        b"{",
        b" " * 300_000,
    ],
    ids=lambda document: str(document)[:40],
)
def test_a_discovery_document_that_cannot_be_right_is_not_followed(
    provider: Provider, document: Any
) -> None:
    if isinstance(document, dict) and document["issuer"] == "itself":
        document = {**document, "issuer": provider.url}
    provider.documents["/.well-known/openid-configuration"] = document
    with pytest.raises(Unavailable):
        Trusting(provider.url).actor(provider.token(RSA, "rsa", "RS256"))
    assert "/jwks" not in provider.asked


def test_a_provider_is_not_followed_to_elsewhere(provider: Provider) -> None:
    provider.status = 302
    provider.headers["Location"] = "/jwks"
    with pytest.raises(Unavailable):
        Trusting(provider.url).actor(provider.token(RSA, "rsa", "RS256"))
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_keys_that_are_not_for_signatures_are_left_out(provider: Provider) -> None:
    weak = rsa_key(1024)
    provider.keys = [
        public_jwk(RSA, "enc") | {"use": "enc"},
        public_jwk(RSA, "other") | {"alg": "RS512"},
        public_jwk(weak, "weak"),
        {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "kid": "oct"},
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "kid": "half", "x": "AA"},
        public_jwk(ED, "ed"),
    ]
    trusting = Trusting(provider.url, algorithms=("RS256", "ES256"))
    for kid in ("enc", "other", "broken", "half"):
        assert trusting.refuses(provider.token(RSA, kid, "RS256"))
    assert trusting.refuses(provider.token(ED, "ed", "EdDSA"))
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = provider.token(weak, "weak", "RS256")
    assert trusting.refuses(token)
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = provider.token(b"secretsecretsecretsecret", "oct", "HS256")
    assert trusting.refuses(token)


@pytest.mark.parametrize("value", [[], ["RSA"], {"RSA": 1}, None, 1, True, "", "!"], ids=repr)
def test_a_key_with_a_member_of_another_kind_leaves_the_others_good(value: Any) -> None:
    good = [public_jwk(RSA, "rsa"), public_jwk(EC, "ec"), public_jwk(ED, "ed")]
    names = {name for key in good for name in key}
    for broken in [{**key, "kid": "broken", name: value} for key in good for name in names]:
        assert usable({"keys": [broken, *good]}, ALGORITHMS).keys() >= {"rsa", "ec", "ed"}


def test_attacks_on_the_header_are_refused(provider: Provider) -> None:
    trusting = Trusting(provider.url)
    evil = Provider()
    stranger = rsa_key()
    evil.keys = [public_jwk(stranger, "rsa")]
    pem = RSA.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    claims = jwt.decode(provider.token(RSA, "rsa", "RS256"), options={"verify_signature": False})
    try:
        forged = [
            _hmac_signed(claims, pem),
            jwt.encode(claims, stranger, "RS256", {"kid": "rsa", "jku": f"{evil.url}/jwks"}),
            jwt.encode(claims, stranger, "RS256", {"kid": "rsa", "x5u": f"{evil.url}/jwks"}),
            jwt.encode(claims, stranger, "RS256", {"kid": "rsa", "jwk": evil.keys[0]}),
            jwt.encode(claims, stranger, "RS256", {"kid": f"{evil.url}/jwks"}),
            jwt.encode(claims, stranger, "RS256", {"kid": "../../dev/null"}),
            jwt.encode(claims, stranger, "RS256", {"kid": "' || '1'=='1"}),
            jwt.encode(claims, RSA, "RS256", {"kid": "rsa", "crit": ["b64"], "b64": True}),
            jwt.encode(claims, RSA, "RS256", {"kid": "rsa", "typ": "logout+jwt"}),
            jwt.encode(claims, RSA, "RS256", {"kid": "ec"}),
            jwt.encode(claims, RSA, "PS256", {"kid": "rsa"}),
            jwt.encode(claims, EC, "ES256", {"kid": "rsa"}),
            jwt.encode(claims, RSA, "RS256"),
            _with_header(claims, {"alg": "none", "kid": "rsa"}),
            _with_header(claims, {"alg": "RS256", "kid": {"$ne": 1}}),
            _with_header(claims, {"alg": "RS256", "kid": ["rsa"]}),
        ]
        assert all(trusting.refuses(token) for token in forged)
        assert evil.asked == []
    finally:
        evil.close()


def _hmac_signed(claims: dict[str, Any], secret: bytes) -> str:
    """HS256 with the public key for a secret, which no library signs any more."""
    signed = _with_header(claims, {"alg": "HS256", "typ": "JWT", "kid": "rsa"}).rpartition(".")[0]
    signature = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _with_header(claims: dict[str, Any], header: dict[str, Any]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(p).encode()) for p in (header, claims))
    return ".".join([*(part.rstrip(b"=").decode() for part in parts), ""])


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"exp": None},
        {"iat": None},
        {"nbf": int(time.time()) + 600},
        {"iat": int(time.time()) + 600},
        {"sub": None},
        {"sub": "a b"},
        {"sub": 7},
        {"role": "emperor"},
        {"role": ["emperor"]},
        {"role": {"$ne": None}},
        {"role": "service"},
        {"role": "public"},
        {"region": "53"},
        {"region": None},
        {"region": {"$gt": ""}},
    ],
    ids=str,
)
def test_claims_that_cannot_be_ours_are_refused(provider: Provider, claims: Any) -> None:
    assert Trusting(provider.url).refuses(provider.token(RSA, "rsa", "RS256", **claims))


def test_late_tokens_say_that_they_are_late(provider: Provider) -> None:
    trusting, now = Trusting(provider.url), int(time.time())
    assert trusting.actor(provider.token(RSA, "rsa", "RS256", exp=now - 20)).role == "officer"
    with pytest.raises(Problem, match="token_expired"):
        trusting.actor(provider.token(RSA, "rsa", "RS256", exp=now - 40))


def test_one_provider_cannot_speak_for_another(provider: Provider) -> None:
    other = Provider()
    try:
        other.keys = [public_jwk(EC, "rsa")]
        trusted = [
            (Issuer(url=one.url, audience=AUDIENCE, name=name), one)
            for one, name in ((provider, "union"), (other, "bank"))
        ]
        tokens = Tokens([Trusted(issuer, RemoteKeys(issuer)) for issuer, _ in trusted])
        assert tokens.caller(other.token(EC, "rsa", "ES256")).actor.subject == "bank:li.ming"
        with pytest.raises(Problem, match="token_invalid"):
            tokens.caller(other.token(EC, "rsa", "ES256", iss=provider.url))
    finally:
        other.close()


def test_a_partners_own_provider_speaks_for_that_partner_only(provider: Provider) -> None:
    trusting = Trusting(provider.url, roles={"teller": "bank"}, fixed={"partner_id": "icbc-km"})
    token = provider.token(RSA, "rsa", "RS256", role="teller", partner_id="another-bank")
    assert trusting.actor(token).partner_id == "icbc-km"
    assert trusting.refuses(provider.token(RSA, "rsa", "RS256", role="bank"))
    assert trusting.refuses(provider.token(RSA, "rsa", "RS256", role="admin"))


def test_of_several_roles_the_first_in_the_table_counts(provider: Provider) -> None:
    trusting = Trusting(provider.url, roles={"desk": "officer", "chief": "admin"})
    token = provider.token(RSA, "rsa", "RS256", role=["chief", "desk"])
    assert trusting.actor(token).role == "officer"


GOOD = """
- name: union
  issuer: https://id.union.example/realms/staff
  audience: yunling-gateway
  claims: {role: realm_access.roles, region: union_region}
  roles: {county-desk: officer}
"""


def test_issuers_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "issuers.yaml"
    path.write_text(GOOD)
    [issuer] = Issuers(str(path))
    assert (issuer.name, issuer.leeway_s) == ("union", 30)
    assert issuer.algorithms == ("RS256", "ES256", "EdDSA")
    assert Issuers("") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("https:", "http:"), "has to be https"),
        (GOOD.replace("officer}", "emperor}"), "Must be one of"),
        (GOOD.replace("{county-desk: officer}", "{}"), "names no role"),
        (GOOD + "  algorithms: [HS256]\n", "Must be one of"),
        (GOOD + "  algorithms: []\n", "Shorter than minimum"),
        (GOOD + "  leeway_s: 3600\n", "less than or equal to 300"),
        (GOOD + "  colour: red\n", "Unknown field"),
        (GOOD + "  fixed: {role: admin}\n", "Must be one of"),
        (GOOD + GOOD, "two have the same name"),
        ("- name: [", "issuers"),
        ("no list", "Invalid input type"),
    ],
)
def test_what_is_wrong_with_an_issuer_stops_the_start_with_its_name(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "issuers.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=said):
        Issuers(str(path))
    with pytest.raises(SettingsError, match="issuers"):
        Issuers(str(tmp_path / "none.yaml"))
