"""Tokens of the local issuer."""

from __future__ import annotations

import json
from pathlib import Path

import jwt
import pytest

from yunling.advice import Advice
from yunling.keys import ensure_keys
from yunling.tokens import AUDIENCE, ISSUER, NEEDED, issue, issuer


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    ensure_keys(tmp_path)
    return tmp_path


def opened(token: str, keys: Path) -> dict[str, object]:
    (public,) = json.loads((keys / "jwks.json").read_text())["keys"]
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "typ": "JWT", "kid": public["kid"]}
    return jwt.decode(token, jwt.PyJWK(public).key, ["EdDSA"], issuer=ISSUER, audience=AUDIENCE)


def test_a_token_says_who_may_do_what_and_until_when(keys: Path) -> None:
    claims = opened(issue(keys, role="officer", region="530100", hours=2), keys)
    assert (claims["role"], claims["region"], claims["sub"]) == (
        "officer",
        "530100",
        "local-officer",
    )
    assert claims["exp"] - claims["iat"] == 7200
    assert "person_id" not in claims


def test_one_issuer_signs_for_many(keys: Path) -> None:
    sign = issuer(keys)
    people = [opened(sign(role="worker", person_id=p), keys)["person_id"] for p in ("a", "b")]
    assert people == ["a", "b"]


@pytest.mark.parametrize("role", NEEDED)
def test_a_role_that_acts_for_somebody_says_for_whom(keys: Path, role: str) -> None:
    with pytest.raises(Advice, match=f"a token for {role} needs --"):
        issue(keys, role=role)


@pytest.mark.parametrize("region", ["53", "5301000", "昆明", "053010", "53010x"])
def test_a_region_has_six_digits(keys: Path, region: str) -> None:
    with pytest.raises(Advice, match="is no region"):
        issue(keys, role="officer", region=region)


def test_the_public_file_holds_no_private_key_and_a_second_start_keeps_the_key(keys: Path) -> None:
    before = (keys / "jwks.json").read_text()
    ensure_keys(keys)
    assert (keys / "jwks.json").read_text() == before
    assert '"d"' not in before
    assert (keys / "issuer.jwk").stat().st_mode & 0o077 == 0
