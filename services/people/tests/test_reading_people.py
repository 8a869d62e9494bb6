from __future__ import annotations

import json

import pytest

from chassis.domain import Actor
from people import usecases
from people.domain.access_record import Field, ReadingPurpose, Revealed
from people.domain.contact import Contact
from people.errors import ContactNotDisclosed, PersonNotFound
from people.vocabulary import Language

EVIDENCE = {"kind": "village_certificate", "reference": "昆盘龙务工2025-0017"}
OFFICER = Actor(subject="officer-1", role="officer", region="530102")


@pytest.fixture
def person(store, vault, a_form):
    flags = [{"group": "migrant", "evidence": EVIDENCE}]
    form = a_form(key_groups=flags, email="liming@example.com")
    return store.commit(usecases.register_person, vault=vault, **form).person_id


@pytest.fixture
def look(store, vault, person):
    def run(*fields, actor=OFFICER, purpose=ReadingPurpose.IDENTITY_CHECK, reason=None):
        store.actor = actor
        return store.commit(
            usecases.reveal_person,
            vault=vault,
            person_id=person,
            fields=fields,
            purpose=purpose,
            reason=reason,
        )

    return run


def readings(store, person):
    return store.read(usecases.list_readings, person_id=person, cursor=None, limit=10).rows


def test_only_what_was_asked_for_is_shown_in_the_clear(person, look):
    assert look(Field.PHONE) == Revealed(person_id=person, phone="13812348000")
    shown = look(Field.ID_NUMBER, Field.EVIDENCE, Field.NAME)
    assert (shown.id_number, shown.name, shown.phone) == ("530102199003071238", "李明", None)
    [paper] = shown.evidence
    assert (paper.group, paper.reference) == ("migrant", EVIDENCE["reference"])


def test_the_person_sees_who_looked_at_what_and_why(store, person, look):
    look(Field.ID_NUMBER, Field.ID_NUMBER, reason="loan form 17")
    [reading] = readings(store, person)
    assert reading.fields == (Field.ID_NUMBER,)
    assert (reading.reader, reading.role, reading.region) == ("officer-1", "officer", "530102")
    assert (reading.purpose, reading.reason) == (ReadingPurpose.IDENTITY_CHECK, "loan form 17")
    assert "530102199003071238" not in json.dumps(store.collections["readings"], default=str)


def test_an_own_look_is_noted_as_one(store, person, look):
    me = Actor(subject="worker-1", role="worker", person_id=person)
    look(Field.NAME, actor=me, purpose=ReadingPurpose.LEGAL_DUTY)
    assert [one.purpose for one in readings(store, person)] == [ReadingPurpose.OWN]


def test_a_look_at_nobody_is_refused_and_leaves_nothing(store, vault, person):
    with pytest.raises(PersonNotFound):
        store.commit(
            usecases.reveal_person,
            vault=vault,
            person_id="nobody",
            fields=(Field.NAME,),
            purpose=ReadingPurpose.IDENTITY_CHECK,
            reason=None,
        )
    assert readings(store, person) == []


def test_the_sender_gets_contacts_in_the_clear_and_leaves_a_trace(store, vault, person):
    wanted = [
        {"message_id": "message-1", "person_id": person},
        {"message_id": "message-2", "person_id": "nobody"},
    ]
    [contact] = store.commit(usecases.get_contacts, vault=vault, wanted=wanted)
    assert contact == Contact("message-1", name="李明", email="liming@example.com")
    [reading] = readings(store, person)
    assert (reading.message_id, reading.fields) == ("message-1", (Field.NAME, Field.EMAIL))


def test_a_letter_to_somebody_without_an_address_has_none(store, vault, person):
    command = {"person_id": person, "email": None, "language": Language.ENGLISH}
    store.commit(usecases.change_contacts, vault=vault, **command)
    wanted = [{"message_id": "message-1", "person_id": person}]
    [contact] = store.commit(usecases.get_contacts, vault=vault, wanted=wanted)
    assert contact.email is None


def test_a_request_on_behalf_of_somebody_gets_no_contact(store, vault, person):
    store.actor = Actor(subject="officer-1", role="admin")
    wanted = [{"message_id": "message-1", "person_id": person}]
    with pytest.raises(ContactNotDisclosed):
        store.commit(usecases.get_contacts, vault=vault, wanted=wanted)
    assert "readings" not in store.collections


def test_an_export_holds_everything_in_the_clear_and_is_noted(store, vault, person, look):
    look(Field.PHONE)
    store.actor = Actor(subject="worker-1", role="worker", person_id=person)
    export = store.commit(usecases.export_person, vault=vault, person_id=person)
    assert json.loads(json.dumps(export)) == export
    about = export["person"]
    assert (about["name"], about["id_number"]) == ("李明", "530102199003071238")
    assert about["key_groups"][0]["reference"] == EVIDENCE["reference"]
    assert "id_hash" not in about
    assert [row["purpose"] for row in export["readings"]["rows"]] == ["own", "identity_check"]


def test_nobody_exports_another(store, vault, person):
    store.actor = Actor(subject="worker-2", role="worker", person_id="somebody-else")
    with pytest.raises(Exception) as refused:
        store.commit(usecases.export_person, vault=vault, person_id=person)
    assert refused.value.code == "not_found"
