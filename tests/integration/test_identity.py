"""Who asks: keys of partners, signed requests, and accounts of the deployment's own."""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from typing import Any

import pytest

from tests.integration.door import Answer, Door
from tests.integration.making import unique
from tests.integration.target import Platform

OWN = "yunling.partners.repayment.reported.v1"
WHY = {"reason": "a test"}


@pytest.fixture
def bank(admin: Door) -> Any:
    """Its path among the partners."""
    about = {
        "partner_id": unique("bank").lower(),
        "name": "测试银行",
        "role": "bank",
        "types": [OWN],
    }
    made = admin.make("/v1/partners", {**about, **WHY})
    path = f"/v1/partners/{made['partner_id']}"
    yield path
    admin.make(f"{path}/removal", WHY)


def gaps(platform: Platform, key: str, **headers: str) -> Answer:
    return Door(platform.url, key).send("GET", "/v1/events/gaps", headers=headers)


def signature(secret: str, key: str, path: str = "/v1/events/gaps") -> dict[str, str]:
    """RFC 9421 by hand, as docs/identity.md tells it."""
    params = (
        f'("@method" "@path");created={int(time.time())};'
        f'nonce="{secrets.token_urlsafe(18)}";keyid="{key.split("_")[2]}"'
    )
    base = f'"@method": GET\n"@path": {path}\n"@signature-params": {params}'
    value = hmac.digest(base64.b64decode(secret), base.encode(), "sha256")
    signed = base64.b64encode(value).decode()
    return {"Signature-Input": f"sig1={params}", "Signature": f"sig1=:{signed}:"}


def test_a_key_opens_what_is_the_partners_and_one_that_is_revoked_nothing(
    platform: Platform, admin: Door, bank: str
) -> None:
    key = admin.make(f"{bank}/keys", {})["api_key"]
    # One that was used is believed for ten seconds more; this one was not.
    revoked = admin.make(f"{bank}/keys", {})
    assert gaps(platform, key).status == 200
    assert Door(platform.url, key).get("/v1/people").status == 403
    assert Door(platform.url, key).get("/v1/partners").status == 403
    admin.make(f"{bank}/keys/{revoked['prefix']}/revocation", WHY)
    assert gaps(platform, revoked["api_key"])["code"] == "key_invalid"
    assert gaps(platform, key).status == 200


def test_a_key_that_signs_is_good_with_a_new_signature_each_time(
    platform: Platform, admin: Door, bank: str
) -> None:
    made = admin.make(f"{bank}/keys", {"signed": True})
    key, secret = made["api_key"], made["signing_secret"]
    assert gaps(platform, key)["code"] == "signature_missing"
    signed = signature(secret, key)
    assert gaps(platform, key, **signed).status == 200
    assert gaps(platform, key, **signed)["code"] == "signature_replayed"
    assert gaps(platform, key, **signature(secret, key, "/v1/partners"))["code"] == (
        "signature_invalid"
    )


def test_an_account_logs_in_where_a_deployment_has_accounts(
    platform: Platform, admin: Door, nobody: Door, request: pytest.FixtureRequest
) -> None:
    login = unique("desk").lower()
    about = {"login": login, "role": "officer", "region": "530102"}
    made = admin.make("/v1/accounts", {**about, **WHY})
    answer = nobody.send("POST", "/v1/login", json={"login": login, "password": made["password"]})
    if request.config.getoption("--stack") == "compose":
        assert (answer.status, answer["code"]) == (404, "not_found")
        return
    assert answer.status == 200, answer.body
    officer = Door(platform.url, answer["access_token"])
    assert officer.get("/v1/people", limit=1).status == 200
    assert officer.get("/v1/people", region="530300")["code"] == "region_not_yours"
    wrong = nobody.send("POST", "/v1/login", json={"login": login, "password": "not it"})
    assert wrong["code"] == "login_failed"
    admin.make(f"/v1/accounts/{made['account_id']}/suspension", WHY)
    again = nobody.send("POST", "/v1/login", json={"login": login, "password": made["password"]})
    assert again["code"] == "login_failed"
