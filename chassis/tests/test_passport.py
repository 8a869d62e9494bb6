"""Passports: who may vouch for whom, towards whom, and for how long."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from chassis.config import SettingsError
from chassis.domain import Actor
from chassis.rpc.passport import KIND, CallerNotVerified, Checks, Passports, key_id

OFFICER = Actor("u-1", "officer", region="530100")
BANK = Actor("partner:b", "bank", partner_id="b", scopes=("events.write",))
NOON = 1_750_000_000.0


class Signer:
    """A private key, and what the services know of it."""

    def __init__(self, name: str, vouches_for: str) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.name = name
        public = OKPAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self.jwk = {**public, "signer": name, "vouches_for": vouches_for}
        self.private = base64.b64encode(self.key.private_bytes_raw()).decode()

    def passports(self, now: float = NOON) -> Passports:
        return Passports(self.name, self.private, lambda: now)

    def sign(
        self, typ: str = KIND, algorithm: str = "EdDSA", key: Any = None, **claims: Any
    ) -> str:
        """A passport made by hand; a claim that is None is left out."""
        usual = {
            "iss": self.name,
            "aud": "loans",
            "exp": NOON + 60,
            "sub": "u-1",
            "role": "officer",
        }
        given = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        header = {"kid": key_id(self.jwk), "typ": typ}
        return jwt.encode(given, key or self.key, algorithm, header)


@pytest.fixture
def gateway() -> Signer:
    return Signer("gateway", "anyone")


@pytest.fixture
def notify() -> Signer:
    return Signer("notify", "itself")


@pytest.fixture
def keys(tmp_path: Path, gateway: Signer, notify: Signer) -> Path:
    path = tmp_path / "actors.json"
    path.write_text(json.dumps({"keys": [gateway.jwk, notify.jwk]}))
    return path


@pytest.fixture
def loans(keys: Path) -> Checks:
    return Checks("loans", keys, lambda: NOON)


def refused(checks: Checks, passport: Any) -> bool:
    with pytest.raises(CallerNotVerified):
        checks.actor(passport)
    return True


@pytest.mark.parametrize("actor", [OFFICER, BANK], ids=["officer", "bank"])
def test_a_service_sees_the_actor_that_the_gateway_let_in(
    gateway: Signer, loans: Checks, actor: Actor
) -> None:
    passport = gateway.passports().of(actor, "loans")
    assert [loans.actor(passport), loans.actor(passport)] == [actor, actor]


def test_a_service_vouches_for_itself(notify: Signer, loans: Checks) -> None:
    asks = loans.actor(notify.passports().of(None, "loans"))
    assert asks == Actor("notify", "service")


def test_a_service_vouches_for_nobody_else(notify: Signer, loans: Checks) -> None:
    for actor in (OFFICER, Actor("notify", "admin"), Actor("gateway", "service")):
        assert refused(loans, notify.passports().of(actor, "loans"))


def test_the_gateway_cannot_speak_as_another_service(gateway: Signer, loans: Checks) -> None:
    assert refused(loans, gateway.passports().of(Actor("notify", "service"), "loans"))
    assert loans.actor(gateway.passports().of(None, "loans")) == Actor("gateway", "service")


def test_what_one_service_was_shown_is_worth_nothing_to_the_next(
    gateway: Signer, keys: Path, loans: Checks
) -> None:
    passport = gateway.passports().of(OFFICER, "loans")
    assert loans.actor(passport) == OFFICER
    assert refused(Checks("people", keys, lambda: NOON), passport)


def test_a_passport_ends_also_when_it_was_good_before(gateway: Signer, keys: Path) -> None:
    now = [NOON]
    loans = Checks("loans", keys, lambda: now[0])
    passport = gateway.passports().of(OFFICER, "loans")
    now[0] = NOON + 149
    assert loans.actor(passport) == OFFICER
    now[0] = NOON + 151
    assert refused(loans, passport)


def test_one_signature_serves_a_caller_for_a_minute(gateway: Signer) -> None:
    now = [NOON]
    passports = Passports("gateway", gateway.private, lambda: now[0])
    first = passports.of(OFFICER, "loans")
    now[0] += 59
    assert passports.of(OFFICER, "loans") == first
    assert passports.of(OFFICER, "people") != first
    now[0] += 2
    assert passports.of(OFFICER, "loans") != first


def test_a_key_that_is_added_to_the_file_is_believed(
    gateway: Signer, keys: Path, loans: Checks
) -> None:
    newer = Signer("gateway", "anyone")
    passport = newer.passports().of(OFFICER, "loans")
    assert refused(loans, passport)
    keys.write_text(json.dumps({"keys": [gateway.jwk, newer.jwk]}))
    loans._signers._read_at -= 60
    assert loans.actor(passport) == OFFICER


def test_a_file_that_breaks_later_takes_no_key_away(
    gateway: Signer, keys: Path, loans: Checks
) -> None:
    keys.write_text("{")
    loans._signers._read_at -= 60
    assert refused(loans, Signer("gateway", "anyone").passports().of(OFFICER, "loans"))
    assert loans.actor(gateway.passports().of(OFFICER, "loans")) == OFFICER


def test_forgeries_are_refused(gateway: Signer, loans: Checks) -> None:
    other = Ed25519PrivateKey.generate()
    secret = gateway.key.public_key().public_bytes_raw()
    good = gateway.sign()
    assert loans.actor(good).subject == "u-1"
    head, claims, signature = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"passport+jwt"}').rstrip(b"=").decode()
    forged = [
        gateway.sign(key=other),
        gateway.sign(algorithm="HS256", key=secret),
        gateway.sign(typ="JWT"),
        gateway.sign(aud="people"),
        gateway.sign(aud=None),
        gateway.sign(iss="notify"),
        gateway.sign(exp=None),
        gateway.sign(exp=NOON - 31),
        gateway.sign(sub=None),
        gateway.sign(role=None),
        f"{none}.{claims}.",
        f"{head}.{claims}.{signature[:-4]}AAAA",
        f"{head}.{claims}.",
        "x" * 10_000,
    ]
    assert all(refused(loans, passport) for passport in forged)


@pytest.mark.parametrize("shown", [None, "", "a.b.c", 7, {"role": "admin"}, ["x"]], ids=str)
def test_what_is_no_passport_is_refused(loans: Checks, shown: Any) -> None:
    assert refused(loans, shown)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"keys": [{}]}', '{"keys": [{"kty": "OKP"}]}'])
def test_a_service_does_not_start_with_keys_that_it_cannot_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "actors.json"
    path.write_text(text)
    with pytest.raises(SettingsError, match="actor_keys"):
        Checks("loans", path)
    with pytest.raises(SettingsError, match="actor_keys"):
        Checks("loans", tmp_path / "none.json")


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(b"x" * 31).decode(), "*" * 44])
def test_a_service_that_asks_others_does_not_start_without_a_key(key: str) -> None:
    with pytest.raises(SettingsError, match="passport_key"):
        Passports("notify", key)


def test_a_caller_who_comes_back_costs_no_signature(gateway: Signer, keys: Path) -> None:
    loans = Checks("loans", keys)
    passports = Passports("gateway", gateway.private)
    loans.actor(passports.of(OFFICER, "loans"))
    started = time.perf_counter()
    for _ in range(1000):
        loans.actor(passports.of(OFFICER, "loans"))
    assert (time.perf_counter() - started) / 1000 < 0.0001
