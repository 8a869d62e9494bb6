"""Registering partners: what may be changed, by whom it is remembered, and what ends what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest
from marshmallow import ValidationError

from chassis.config import SettingsError
from chassis.domain import Actor
from chassis.testing import NOON, MemoryStore
from partners.errors import (
    KeyNotFound,
    PartnerExists,
    PartnerNotActive,
    PartnerNotFound,
    PartnerNotSuspended,
    TooManyKeys,
    TypesNotOfRole,
)
from partners.registry import api_key, schemas, usecases
from partners.registry.declared import DeclaredPartners
from partners.registry.partner import ApiKey, Partner, State

TYPE = "yunling.partners.repayment.reported.v1"
OTHER = "yunling.partners.credit.reported.v1"
BANK = "bank-icbc-km"


def add(store: MemoryStore, partner_id: str = BANK, **more: Any) -> Partner:
    about = {"name": "工商银行", "role": "bank", "types": [TYPE], "reason": "contract", **more}
    added: Partner = store.commit(usecases.add_partner, partner_id=partner_id, **about)
    return added


def add_key(store: MemoryStore, **more: Any) -> ApiKey:
    text, prefix = api_key.new_key(sandbox=False)
    wanted = {"scopes": [], "signed": False, "valid_days": 365, "overlap_hours": None, **more}
    digest = api_key.digest(text)
    key: ApiKey = store.commit(
        usecases.add_key, partner_id=BANK, prefix=prefix, digest=digest, **wanted
    )
    return key


def change(store: MemoryStore, usecase: Any, **more: Any) -> Partner:
    changed: Partner = store.commit(usecase, partner_id=BANK, reason="because", **more)
    return changed


def good(store: MemoryStore) -> list[str]:
    return [key.prefix for key in store.read(usecases.good_keys, partner_id=BANK)]


def test_an_id_is_given_out_once_even_when_its_partner_is_gone(store: MemoryStore) -> None:
    add(store)
    with pytest.raises(PartnerExists):
        add(store)
    change(store, usecases.remove_partner)
    with pytest.raises(PartnerExists):
        add(store)


def test_a_partner_sends_no_types_that_its_role_does_not(store: MemoryStore) -> None:
    attendance = "yunling.partners.attendance.reported.v1"
    with pytest.raises(TypesNotOfRole):
        add(store, types=[TYPE, attendance])
    add(store)
    with pytest.raises(TypesNotOfRole) as refused:
        change(store, usecases.change_partner, types=[attendance])
    assert refused.value.facts == {"role": "bank", "types": [attendance]}


def test_every_change_is_remembered_with_who_and_why(store: MemoryStore) -> None:
    store.actor = Actor("li.ming", "admin")
    add(store)
    key = add_key(store)
    change(store, usecases.change_partner, types=[OTHER])
    store.commit(usecases.revoke_key, partner_id=BANK, prefix=key.prefix, reason="leaked")
    told = [(record["action"], record["who"], record["reason"]) for record in store.audited]
    assert told == [
        ("partner added", "li.ming", "contract"),
        ("partner key added", "li.ming", None),
        ("partner changed", "li.ming", "because"),
        ("partner key revoked", "li.ming", "leaked"),
    ]


def test_the_broker_hears_of_what_concerns_an_account_and_of_nothing_else(
    store: MemoryStore,
) -> None:
    add(store)
    assert not change(store, usecases.change_partner, types=[OTHER]).broker_due
    opened = store.commit(usecases.open_account, partner_id=BANK)
    assert (opened.has_account, opened.broker_due) == (True, True)
    store.commit(usecases.broker_told, partner_id=BANK, changed_at=opened.changed_at)
    store.now += timedelta(seconds=1)
    suspended = change(store, usecases.suspend_partner)
    assert suspended.broker_due
    # What was told was an older state than the one that is stored by now.
    store.commit(usecases.broker_told, partner_id=BANK, changed_at=opened.changed_at)
    assert store.read(lambda work: work.partners.get(BANK)).broker_due


def test_a_suspended_partner_gets_no_key_and_comes_back_with_the_ones_it_had(
    store: MemoryStore,
) -> None:
    add(store)
    key = add_key(store)
    change(store, usecases.suspend_partner)
    for usecase in (usecases.open_account, lambda work, **_: add_key(store)):
        with pytest.raises(PartnerNotActive):
            store.commit(usecase, partner_id=BANK)
    with pytest.raises(PartnerNotActive):
        change(store, usecases.suspend_partner)
    assert change(store, usecases.resume_partner).state is State.ACTIVE
    assert good(store) == [key.prefix]
    with pytest.raises(PartnerNotSuspended):
        change(store, usecases.resume_partner)


def test_a_removed_partner_keeps_nothing_and_does_not_come_back(store: MemoryStore) -> None:
    add(store)
    add_key(store)
    store.commit(usecases.open_account, partner_id=BANK)
    removed = change(store, usecases.remove_partner)
    assert (removed.has_account, removed.broker_due, good(store)) == (False, True, [])
    with pytest.raises(PartnerNotActive):
        change(store, usecases.change_partner, name="another")
    with pytest.raises(PartnerNotSuspended):
        change(store, usecases.resume_partner)


def test_a_new_key_replaces_the_others_after_the_overlap(store: MemoryStore) -> None:
    add(store)
    old = add_key(store)
    short = add_key(store, valid_days=1)
    new = add_key(store, overlap_hours=48)
    assert set(good(store)) == {old.prefix, short.prefix, new.prefix}
    store.now = NOON + timedelta(hours=25)
    assert set(good(store)) == {old.prefix, new.prefix}
    store.now = NOON + timedelta(hours=48)
    assert good(store) == [new.prefix]


def test_a_key_without_overlap_stands_beside_the_others(store: MemoryStore) -> None:
    add(store)
    both = {add_key(store).prefix, add_key(store).prefix}
    store.now += timedelta(days=300)
    assert set(good(store)) == both


def test_keys_are_few_and_the_limit_does_not_stand_in_the_way_of_a_rotation(
    store: MemoryStore,
) -> None:
    add(store)
    keys = [add_key(store) for _ in range(usecases.KEYS_MOST)]
    with pytest.raises(TooManyKeys):
        add_key(store)
    add_key(store, overlap_hours=1)
    with pytest.raises(TooManyKeys):
        add_key(store, overlap_hours=1)
    store.commit(usecases.revoke_key, partner_id=BANK, prefix=keys[0].prefix, reason="old")
    add_key(store, overlap_hours=1)


def test_a_key_is_revoked_once_and_only_by_its_own_partners_name(store: MemoryStore) -> None:
    add(store)
    add(store, "another-bank")
    key = add_key(store)
    with pytest.raises(KeyNotFound):
        store.commit(
            usecases.revoke_key, partner_id="another-bank", prefix=key.prefix, reason="mine now"
        )
    revoke = {"partner_id": BANK, "prefix": key.prefix, "reason": "leaked"}
    first = store.commit(usecases.revoke_key, **revoke)
    store.now += timedelta(hours=1)
    assert store.commit(usecases.revoke_key, **revoke) == first
    assert good(store) == []


def test_nobody_is_changed_who_is_not_registered(store: MemoryStore) -> None:
    with pytest.raises(PartnerNotFound):
        change(store, usecases.suspend_partner)


def test_declared_partners_are_registered_once_and_then_left_alone(store: MemoryStore) -> None:
    declared = schemas.Declared(many=True).load(
        [{"partner_id": BANK, "name": "工商银行", "role": "bank", "types": [TYPE]}]
    )
    assert store.commit(usecases.declare_partners, declared=declared) == 1
    change(store, usecases.suspend_partner)
    assert store.commit(usecases.declare_partners, declared=declared) == 0
    assert store.read(lambda work: work.partners.get(BANK)).state is State.SUSPENDED


@pytest.mark.parametrize(
    ("partner", "said"),
    [
        ({"types": ["yunling.loans.loan.approved.v1"]}, "not a type that partners send"),
        ({"types": [TYPE], "partner_id": "Bank"}, "Not a partner id"),
        ({"types": [TYPE], "role": "admin"}, "Must be one of"),
        ({"types": [TYPE], "role": "labour_bureau"}, "region"),
        ({"types": [TYPE], "password": "x"}, "Unknown field"),
    ],
)
def test_a_wrong_declaration_stops_the_start_and_says_what_is_wrong(
    tmp_path: Any, partner: dict[str, Any], said: str
) -> None:
    file = tmp_path / "partners.json"
    file.write_bytes(orjson.dumps([{"partner_id": BANK, "name": "x", "role": "bank", **partner}]))
    with pytest.raises(SettingsError, match=said):
        DeclaredPartners(str(file))


def test_a_missing_declaration_is_named() -> None:
    with pytest.raises(SettingsError, match="/nowhere"):
        DeclaredPartners("/nowhere")
    assert DeclaredPartners("") == ()


def test_a_labour_bureau_has_a_region() -> None:
    with pytest.raises(ValidationError, match="region"):
        schemas.AddPartner().load(
            {
                "partner_id": "bureau",
                "name": "x",
                "role": "labour_bureau",
                "types": [],
                "reason": "new",
            }
        )
