from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.domain import Actor, Event
from people import usecases
from people.domain.access_record import Field, ReadingPurpose
from people.domain.erasure import Basis, ErasureReason, Fate
from people.errors import PersonErased, PersonRestricted
from people.events import ConsentWithdrawn
from people.events import PersonErased as ErasedEvent
from people.events import PersonRestricted as RestrictedEvent
from people.retention import KEPT_AFTER_A_LOAN
from people.usecases.hearing import LOAN_ENDED, LOAN_SETTLED, LOAN_SUBMITTED

OFFICER = Actor(subject="officer-1", role="officer", region="530102")
SETTLED_ON = date(2025, 6, 2)


@pytest.fixture
def person(store, vault, a_form):
    consents = [{"purpose": "messages", "notice_version": "2025-01"}]
    card = store.commit(usecases.register_person, vault=vault, **a_form(consents=consents))
    store.outgoing.clear()
    return card.person_id


@pytest.fixture
def erase(store, vault, person):
    def run():
        return store.commit(
            usecases.erase_person,
            vault=vault,
            person_id=person,
            reason=ErasureReason.REQUESTED,
        )

    return run


@pytest.fixture
def hear(store, person):
    def run(type, **data):
        event = Event(
            id=f"{type}-1",
            type=type,
            source="/yunling/loans",
            subject="loan-1",
            time=store.now,
            data={"loan_id": "loan-1", "person_id": person, **data},
        )
        store.deliver(usecases.keep_holds, event)

    return run


def get(store, vault, person):
    return store.read(usecases.get_person, vault=vault, person_id=person)


def test_an_erased_person_leaves_nothing_that_tells_who_it_was(store, vault, person, erase):
    assert erase().fate is Fate.ERASED
    assert store.collections["people"] == {}
    assert store.collections["data_keys"] == {}
    assert "李" not in json.dumps(store.collections, default=str, ensure_ascii=False)
    assert store.events == [ErasedEvent(person_id=person, erased_at=store.now)]
    assert store.outgoing[0].sequence == 3
    for _ in range(2):
        with pytest.raises(PersonErased):
            get(store, vault, person)
        with pytest.raises(PersonErased):
            erase()


def test_somebody_erased_may_come_again_as_somebody_new(store, vault, a_form, person, erase):
    erase()
    card = store.commit(usecases.register_person, vault=vault, **a_form())
    assert card.person_id != person


def test_an_open_loan_restricts_instead_and_takes_every_consent_back(
    store, vault, person, hear, erase
):
    hear(LOAN_SUBMITTED)
    outcome = erase()
    assert outcome.fate is Fate.RESTRICTED
    assert [hold.basis for hold in outcome.holds] == [Basis.LOAN_OPEN]
    assert [type(event) for event in store.events] == [ConsentWithdrawn, RestrictedEvent]
    with pytest.raises(PersonRestricted):
        erase()


def test_a_restricted_person_is_stored_and_not_used(store, vault, person, hear, erase):
    hear(LOAN_SUBMITTED)
    erase()
    store.actor = OFFICER
    with pytest.raises(PersonRestricted):
        get(store, vault, person)
    with pytest.raises(PersonRestricted):
        command = {"person_id": person, "region": "532901"}
        store.commit(usecases.move_person, vault=vault, **command)
    query = {"region": None, "key_group": None, "cursor": None, "limit": 10}
    assert store.read(usecases.list_people, vault=vault, **query).rows == []
    store.actor = None
    wanted = [{"message_id": "message-1", "person_id": person}]
    assert store.commit(usecases.get_contacts, vault=vault, wanted=wanted) == []


def test_a_restricted_person_still_sees_itself_and_a_legal_duty_still_looks(
    store, vault, person, hear, erase
):
    hear(LOAN_SUBMITTED)
    erase()
    store.actor = Actor(subject="worker-1", role="worker", person_id=person)
    assert get(store, vault, person).name == "李*"
    store.actor = OFFICER
    look = {"vault": vault, "person_id": person, "fields": (Field.NAME,), "reason": None}
    with pytest.raises(PersonRestricted):
        store.commit(usecases.reveal_person, purpose=ReadingPurpose.IDENTITY_CHECK, **look)
    shown = store.commit(usecases.reveal_person, purpose=ReadingPurpose.LEGAL_DUTY, **look)
    assert shown.name == "李明"


@pytest.mark.parametrize("ended", LOAN_ENDED)
def test_a_loan_that_came_to_nothing_holds_nobody(store, hear, erase, ended):
    hear(LOAN_SUBMITTED)
    hear(ended)
    assert erase().fate is Fate.ERASED


def test_a_restricted_person_is_erased_when_the_last_hold_is_over(
    store, vault, person, hear, erase
):
    hear(LOAN_SUBMITTED)
    erase()
    hear(LOAN_SETTLED, settled_on=SETTLED_ON)
    over = datetime.combine(SETTLED_ON + KEPT_AFTER_A_LOAN, datetime.min.time(), UTC)
    store.now = over - timedelta(days=1)
    assert store.commit(usecases.erase_due, vault=vault) == (0, None)
    store.now = over
    assert store.commit(usecases.erase_due, vault=vault) == (1, None)
    assert store.commit(usecases.erase_due, vault=vault) == (0, None)
    with pytest.raises(PersonErased):
        get(store, vault, person)
    [erasure] = store.collections["erasures"].values()
    assert erasure["asked_at"] < erasure["erased_at"]


def test_what_is_told_of_somebody_erased_is_told_too_late(store, person, hear, erase):
    erase()
    hear(LOAN_SUBMITTED)
    hired = Event(
        id="hired-1",
        type="yunling.jobs.registration.hired.v1",
        source="/yunling/jobs",
        subject="registration-1",
        time=store.now,
        data={
            "registration_id": "registration-1",
            "person_id": person,
            "post_id": "post-1",
            "employer_id": "employer-1",
            "hired_on": SETTLED_ON,
        },
    )
    store.deliver(usecases.keep_milestones, hired)
    assert not store.collections.get("timeline")
    assert not store.collections.get("holds")
