"""Signed requests: made by a client that others wrote, and every way of getting round it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
import requests
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPSignatureComponentResolver,
    HTTPSignatureKeyResolver,
    algorithms,
)

from chassis.domain import Unavailable
from partners.registry import api_key
from partners.registry.api_key import StoredKey

SECRET = b"s" * 32
URL = "https://yunling.example"
PATH = "/v1/loans/loan-1/repayments"
COVERED = ("@method", "@path", "content-digest")


class TheSecret(HTTPSignatureKeyResolver):
    def resolve_private_key(self, key_id: str) -> bytes:
        return SECRET


@pytest.fixture
def key(keyring: Any) -> str:
    text, prefix = api_key.new_key(False)
    keyring[prefix] = StoredKey(
        prefix=prefix,
        digest=api_key.digest(text),
        partner_id="icbc-km",
        role="bank",
        region=None,
        scopes=(),
        expires_at=datetime.now(UTC) + timedelta(days=1),
        signing_secret=SECRET,
        sandbox=False,
    )
    return text


def signed(
    key: str,
    body: bytes = b"",
    method: str = "GET",
    path: str = "/v1/sandbox",
    query: str = "",
    covered: tuple[str, ...] = COVERED,
    at: datetime | None = None,
    nonce: str | None = None,
) -> dict[str, str]:
    """The headers that http-message-signatures makes for a request."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    request = requests.Request(method, f"{URL}{path}{query}", data=body).prepare()
    request.headers["Content-Digest"] = f"sha-256=:{digest}:"
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.HMAC_SHA256,
        key_resolver=TheSecret(),
        component_resolver_class=HTTPSignatureComponentResolver,
    )
    signer.sign(
        request,
        key_id=api_key.prefix_of(key),
        covered_component_ids=covered,
        created=at or datetime.now(UTC),
        nonce=nonce
        or base64.urlsafe_b64encode(hashlib.sha256(str(time.time_ns()).encode()).digest()).decode(),
        label="sig1",
        include_alg=False,
        use_existing_digest=True,
    )
    names = ("Content-Digest", "Signature-Input", "Signature")
    return {"Authorization": f"Bearer {key}", **{name: request.headers[name] for name in names}}


def code(client: Any, headers: dict[str, str], path: str = "/v1/sandbox") -> Any:
    return client.refused("GET", path, headers=headers)["code"]


def test_a_signed_request_is_let_in(client: Any, key: str) -> None:
    assert client.send("GET", "/v1/sandbox", headers=signed(key)).status == 200


def test_a_signature_covers_method_path_query_and_body(
    client: Any, key: str, services: Any
) -> None:
    services.answers["gateway.list_sandbox_events"] = {"rows": [], "next_cursor": None}
    path, query = "/v1/sandbox/events", "?limit=5"
    headers = signed(key, path=path, query=query, covered=(*COVERED, "@query"))
    assert client.send("GET", path + query, headers=headers).status == 200
    without = signed(key, path=path, query=query)
    assert code(client, without, path + query) == "signature_invalid"
    other = signed(key, path=path, query=query, covered=(*COVERED, "@query"))
    assert code(client, other, f"{path}?limit=6") == "signature_invalid"
    assert code(client, signed(key, path="/v1/sandbox/outages")) == "signature_invalid"
    assert code(client, signed(key, method="POST")) == "signature_invalid"


def test_a_body_is_held_to_its_signed_digest(client: Any, key: str, services: Any) -> None:
    route = ("POST", "/v1/sandbox/outages")
    body = orjson.dumps({"seconds": 5})
    headers = signed(key, body, "POST", "/v1/sandbox/outages")
    refused = client.refused(*route, orjson.dumps({"seconds": 6}), headers=headers)
    assert (refused["status"], refused["code"]) == (401, "signature_invalid")
    assert services.asked == []
    again = signed(key, body, "POST", "/v1/sandbox/outages")
    client.send(*route, body, headers=again)
    assert services.asked
    bare = signed(key, b"", "POST", "/v1/sandbox/outages", covered=("@method", "@path"))
    assert client.refused(*route, body, headers=bare)["code"] == "signature_invalid"


def test_a_signature_is_good_once(client: Any, key: str) -> None:
    headers = signed(key)
    assert client.send("GET", "/v1/sandbox", headers=headers).status == 200
    assert code(client, headers) == "signature_replayed"


@pytest.mark.parametrize("away", [timedelta(seconds=301), timedelta(seconds=-301)])
def test_a_signature_is_of_now(client: Any, key: str, nonces: Any, away: timedelta) -> None:
    assert code(client, signed(key, at=datetime.now(UTC) + away)) == "signature_expired"
    assert not nonces


def test_a_key_that_signs_lets_in_nothing_unsigned(client: Any, key: str) -> None:
    assert code(client, {"Authorization": f"Bearer {key}"}) == "signature_missing"
    half = signed(key)
    del half["Signature"]
    assert code(client, half) == "signature_missing"


def test_another_secret_signs_nothing(client: Any, key: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(TheSecret, "resolve_private_key", lambda self, key_id: b"t" * 32)
    assert code(client, signed(key)) == "signature_invalid"


@pytest.mark.parametrize(
    "changed",
    [
        lambda given: given.replace('"@method" ', ""),
        lambda given: given.replace('"@path" ', ""),
        lambda given: given.replace(";created=", ";made="),
        lambda given: given.replace(";nonce=", ";once="),
        lambda given: given.replace(";keyid=", ';keyid="00000000";keyid='),
        lambda given: given.replace("sig1=", "sig2="),
        lambda given: given + ';alg="rsa-v1_5-sha256"',
        lambda given: given.replace('"@path"', '"@path" "@path"'),
        lambda given: given.replace('"@path"', '"@path" "signature"'),
        lambda given: given.replace('"@path"', '"@path" "@nothing"'),
        lambda given: given.replace('"@path"', '"@path" "x-not-there"'),
        lambda given: f"{given}, sig3=()",
        lambda given: "(",
        lambda given: "sig1=" + "(" * 5000,
    ],
)
def test_parameters_that_were_changed_are_refused(client: Any, key: str, changed: Any) -> None:
    headers = signed(key)
    headers["Signature-Input"] = changed(headers["Signature-Input"])
    assert code(client, headers) == "signature_invalid"


def test_what_cannot_be_looked_up_is_not_let_in(
    client: Any, key: str, nonces: Any, monkeypatch: Any
) -> None:
    def away(nonce: str, until: float) -> bool:
        raise Unavailable("gateway", "database")

    monkeypatch.setattr(nonces, "take", away)
    assert code(client, signed(key)) == "unavailable"


def test_the_documented_base_is_the_one_that_is_checked(client: Any, key: str) -> None:
    """What docs/identity.md tells a partner to hash, by hand."""
    prefix, created = api_key.prefix_of(key), int(time.time())
    params = f'("@method" "@path");created={created};nonce="0123456789abcdef";keyid="{prefix}"'
    base = f'"@method": GET\n"@path": /v1/sandbox\n"@signature-params": {params}'
    value = base64.b64encode(hmac.digest(SECRET, base.encode(), "sha256")).decode()
    headers = {
        "Authorization": f"Bearer {key}",
        "Signature-Input": f"sig1={params}",
        "Signature": f"sig1=:{value}:",
    }
    assert client.send("GET", "/v1/sandbox", headers=headers).status == 200
