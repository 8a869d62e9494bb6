"""API keys: what is kept of them, and which open the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.testing import NOON, MemoryStore
from partners.registry import api_key
from partners.registry.keyring import Keyring, signing_secret
from partners.registry.partner import ApiKey, Partner, State

SECRET = bytes(range(32))
BANK = Partner(
    partner_id="bank-icbc-km",
    name="工商银行昆明分行",
    role="bank",
    types=(),
    region=None,
    sandbox=False,
    events_per_minute=60,
    created_at=NOON,
    changed_at=NOON,
)


def a_key(**more: Any) -> tuple[str, ApiKey]:
    text, prefix = api_key.new_key(sandbox=False)
    about = {
        "prefix": prefix,
        "partner_id": BANK.partner_id,
        "digest": api_key.digest(text),
        "scopes": ("gateway.accept_events",),
        "signed": False,
        "created_at": NOON,
        "expires_at": NOON + timedelta(days=1),
    }
    return text, ApiKey(**{**about, **more})


@pytest.fixture
def keyring(store: MemoryStore) -> Keyring:
    return Keyring(store, SECRET)


def keep(store: MemoryStore, partner: Partner, *keys: ApiKey) -> None:
    def put(work: Any) -> None:
        work.partners.put(partner)
        for key in keys:
            work.partner_keys.put(key)

    store.commit(put)


def test_a_key_names_its_kind_and_its_prefix_and_is_never_the_same() -> None:
    (live, prefix), (test, _) = api_key.new_key(False), api_key.new_key(True)
    assert live.startswith(f"ylk_live_{prefix}_") and test.startswith("ylk_test_")
    assert api_key.prefix_of(live) == prefix
    assert live[9:] != test[9:]


@pytest.mark.parametrize(
    "text",
    ["", "ylk_live_", "ylk_prod_1f0c9a3e_" + "a" * 43, "ylk_live_1f0c9a3e_" + "a" * 42],
)
def test_what_does_not_look_like_a_key_has_no_prefix(text: str) -> None:
    assert api_key.prefix_of(text) is None
    assert api_key.prefix_of("ylk_live_1f0c9a3e_" + "a" * 43 + "\n") is None


def test_a_good_key_is_found_with_whom_it_belongs_to(store: MemoryStore, keyring: Keyring) -> None:
    text, key = a_key()
    keep(store, BANK, key)
    found = keyring.find(key.prefix)
    assert found is not None
    assert (found.partner_id, found.role, found.sandbox) == ("bank-icbc-km", "bank", False)
    assert (found.digest, found.scopes) == (api_key.digest(text), ("gateway.accept_events",))
    assert found.signing_secret is None


def test_a_signed_key_has_a_secret_of_its_own_that_is_not_stored(
    store: MemoryStore, keyring: Keyring
) -> None:
    _, one = a_key(signed=True)
    _, other = a_key(signed=True)
    keep(store, BANK, one, other)
    secrets = {getattr(keyring.find(key.prefix), "signing_secret", None) for key in (one, other)}
    assert secrets == {signing_secret(SECRET, one.prefix), signing_secret(SECRET, other.prefix)}
    assert not any(repr(secret) in str(store.collections) for secret in secrets)


@pytest.mark.parametrize(
    "changes",
    [{"expires_at": NOON}, {"revoked_at": NOON - timedelta(hours=1)}],
    ids=["expired", "revoked"],
)
def test_a_key_that_has_ended_is_not_found(
    store: MemoryStore, keyring: Keyring, changes: dict[str, Any]
) -> None:
    _, key = a_key(**changes)
    keep(store, BANK, key)
    assert keyring.find(key.prefix) is None


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REMOVED])
def test_the_keys_of_a_partner_that_is_not_active_open_nothing(
    store: MemoryStore, keyring: Keyring, state: State
) -> None:
    _, key = a_key()
    keep(store, replace(BANK, state=state), key)
    assert keyring.find(key.prefix) is None


def test_an_unknown_prefix_is_not_found(keyring: Keyring) -> None:
    assert keyring.find("00000000") is None
