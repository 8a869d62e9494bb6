from __future__ import annotations

import pytest

from chassis.domain import Actor, Invalid
from people import usecases
from people.domain.consent import COOL_DOWN
from people.errors import ConsentCoolingDown, ConsentNotGiven
from people.events import ConsentGiven, ConsentWithdrawn, PersonRegistered
from people.vocabulary import Purpose

SHARING = {"purpose": Purpose.PARTNER_SHARING, "notice_version": "2025-01"}


@pytest.fixture
def person(store, vault, a_form):
    card = store.commit(usecases.register_person, vault=vault, **a_form())
    store.outgoing.clear()
    return card.person_id


@pytest.fixture
def change(store, vault, person):
    def run(usecase, **command):
        return store.commit(usecase, vault=vault, person_id=person, **command)

    return run


def test_a_newer_notice_ends_the_consent_to_the_older(change):
    change(usecases.give_consent, purpose=Purpose.MESSAGES, notice_version="2024-07")
    card = change(usecases.give_consent, purpose=Purpose.MESSAGES, notice_version="2025-01")
    shown = [(consent.notice_version, consent.stands) for consent in card.consents]
    assert shown == [("2024-07", False), ("2025-01", True)]


def test_a_withdrawn_consent_is_kept_and_told(store, person, change):
    change(usecases.give_consent, purpose=Purpose.MESSAGES, notice_version="2024-07")
    card = change(usecases.withdraw_consent, purpose=Purpose.MESSAGES)
    assert [consent.stands for consent in card.consents] == [False]
    named = {
        "person_id": person,
        "purpose": Purpose.MESSAGES,
        "notice_version": "2024-07",
        "partner_id": None,
    }
    assert store.events == [ConsentGiven(**named), ConsentWithdrawn(**named)]
    with pytest.raises(ConsentNotGiven):
        change(usecases.withdraw_consent, purpose=Purpose.MESSAGES)


def test_each_partner_is_agreed_to_by_itself(store, change):
    change(usecases.give_consent, partner_id="bank", **SHARING)
    card = change(usecases.give_consent, partner_id="bureau", **SHARING)
    assert [(c.partner_id, c.stands) for c in card.consents] == [("bank", True), ("bureau", True)]
    change(
        usecases.withdraw_consent,
        purpose=Purpose.PARTNER_SHARING,
        partner_id="bank",
    )
    assert [(type(event), event.partner_id) for event in store.events] == [
        (ConsentGiven, "bank"),
        (ConsentGiven, "bureau"),
        (ConsentWithdrawn, "bank"),
    ]


def test_all_partners_are_withdrawn_from_at_once(store, change):
    for partner_id in ("bank", "bureau"):
        change(usecases.give_consent, partner_id=partner_id, **SHARING)
    card = change(usecases.withdraw_consent, purpose=Purpose.PARTNER_SHARING)
    assert not any(consent.stands for consent in card.consents)
    assert [event.partner_id for event in store.events[2:]] == ["bank", "bureau"]
    with pytest.raises(ConsentNotGiven):
        change(usecases.withdraw_consent, purpose=Purpose.PARTNER_SHARING, partner_id="bank")


@pytest.mark.parametrize(
    ("purpose", "partner_id"), [(Purpose.PARTNER_SHARING, None), (Purpose.MESSAGES, "bank")]
)
def test_a_partner_is_named_where_and_only_where_something_is_shared(change, purpose, partner_id):
    with pytest.raises(Invalid) as refused:
        change(
            usecases.give_consent, purpose=purpose, notice_version="2025-01", partner_id=partner_id
        )
    assert list(refused.value.facts["errors"]) == ["partner_id"]


def test_a_form_may_agree_to_several_partners(store, vault, a_form):
    rows = [
        {"purpose": "partner_sharing", "notice_version": "2025-01", "partner_id": name}
        for name in ("bank", "bureau")
    ]
    store.commit(usecases.register_person, vault=vault, **a_form(consents=rows))
    registered, *given = store.events
    assert isinstance(registered, PersonRegistered)
    assert registered.consents == (Purpose.PARTNER_SHARING,)
    assert [event.partner_id for event in given] == ["bank", "bureau"]
    with pytest.raises(Invalid) as refused:
        unnamed = [{"purpose": "partner_sharing", "notice_version": "2025-01"}]
        store.commit(usecases.register_person, vault=vault, **a_form(consents=unnamed))
    assert list(refused.value.facts["errors"]["consents"]) == ["0"]


def test_nobody_but_the_person_asks_again_soon_after_a_withdrawal(store, person, change):
    messages = {"purpose": Purpose.MESSAGES, "notice_version": "2025-01"}
    change(usecases.give_consent, **messages)
    change(usecases.withdraw_consent, purpose=Purpose.MESSAGES)
    store.actor = Actor(subject="officer-1", role="officer", region="530102")
    with pytest.raises(ConsentCoolingDown) as refused:
        change(usecases.give_consent, **messages)
    assert refused.value.facts["until"].startswith("2025-07-02")
    assert change(usecases.give_consent, partner_id="bank", **SHARING)
    store.actor = Actor(subject="worker-1", role="worker", person_id=person)
    assert change(usecases.give_consent, **messages).consents[-1].stands
    change(usecases.withdraw_consent, purpose=Purpose.MESSAGES)
    store.actor = Actor(subject="officer-1", role="officer", region="530102")
    store.now += COOL_DOWN
    assert change(usecases.give_consent, **messages).consents[-1].stands


@pytest.mark.parametrize(
    ("version", "purpose"),
    [
        ("1999-01", Purpose.MESSAGES),
        ("2026-01", Purpose.MESSAGES),
        ("2024-07", Purpose.SENSITIVE_DATA),
    ],
)
def test_a_consent_names_a_notice_that_was_shown_for_its_purpose(change, version, purpose):
    with pytest.raises(Invalid) as refused:
        change(usecases.give_consent, purpose=purpose, notice_version=version)
    assert list(refused.value.facts["errors"]) == ["notice_version"]
