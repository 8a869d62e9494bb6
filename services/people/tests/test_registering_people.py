from __future__ import annotations

import json

import pytest

from chassis.domain import Conflict, Invalid
from people import usecases
from people.domain.application import read_application
from people.domain.card import Card
from people.domain.id_number import check_character
from people.domain.person import register
from people.errors import AgeOutsideWorkingLife, PersonAlreadyRegistered
from people.events import ConsentGiven, PersonRegistered
from people.schemas.person import OutcomesView, RegisterPeople
from people.vocabulary import Channel, KeyGroup, Language, Purpose, Sex

EVIDENCE = {"kind": "village_certificate", "reference": "昆盘龙务工2025-0017"}


def test_a_person_is_registered_and_shown_masked(store, vault, a_form):
    card = store.commit(usecases.register_person, vault=vault, **a_form(email="liming@example.com"))
    assert (card.name, card.phone) == ("李*", "138****8000")
    assert (card.id_number, card.email) == ("530102********1238", "l***@example.com")
    assert card.version == 1


def test_the_others_learn_what_they_need_and_not_who_it_is(store, vault, a_form):
    flags = [{"group": "migrant", "evidence": EVIDENCE}]
    consents = [{"purpose": "messages", "notice_version": "2025-01"}]
    form = a_form(key_groups=flags, consents=consents, email="liming@example.com", language="en")
    card = store.commit(usecases.register_person, vault=vault, **form)
    assert store.events == [
        PersonRegistered(
            person_id=card.person_id,
            region="530102",
            key_groups=(KeyGroup.MIGRANT,),
            birth_month="1990-03",
            sex=Sex.MALE,
            channels=(Channel.IN_APP, Channel.EMAIL),
            language=Language.ENGLISH,
            consents=(Purpose.MESSAGES,),
        ),
        ConsentGiven(
            person_id=card.person_id,
            purpose=Purpose.MESSAGES,
            notice_version="2025-01",
            partner_id=None,
        ),
    ]


def test_a_dump_of_the_store_shows_no_personal_data(store, vault, a_form):
    flags = [{"group": "migrant", "evidence": EVIDENCE}]
    form = a_form(key_groups=flags, email="liming@example.com")
    store.commit(usecases.register_person, vault=vault, **form)
    dump = json.dumps(store.collections, default=str, ensure_ascii=False)
    for secret in ("530102199003071238", "13812348000", "李明", "liming", "0017", "1238"):
        assert secret not in dump


def test_the_same_id_number_is_registered_once(store, vault, a_form):
    first = store.commit(usecases.register_person, vault=vault, **a_form())
    with pytest.raises(PersonAlreadyRegistered) as refused:
        store.commit(usecases.register_person, vault=vault, **a_form(name="王芳"))
    assert refused.value.facts == {"person_id": first.person_id}
    assert len(store.events) == 1


def test_the_store_itself_keeps_an_id_number_from_being_registered_twice(store, vault, a_form):
    def registered_beside(work):
        """What another replica commits between our look and our write."""
        for person_id in ("person-a", "person-b"):
            application = read_application(a_form(), work.today)
            safe = vault.of(work)
            safe.begin(person_id)
            person, events = register(
                application,
                person_id=person_id,
                id_hash=vault.fingerprint(application.id_number.value),
                safe=safe,
                at=work.now,
                on=work.today,
            )
            work.people.add(person, *events)

    with pytest.raises(Conflict):
        store.commit(registered_beside)


def test_all_fields_that_are_wrong_are_named_at_once(store, vault, a_form):
    form = a_form(
        name="Li", id_number="53010219900307123X", phone="12012345678", region="530100", email="x"
    )
    with pytest.raises(Invalid) as refused:
        store.commit(usecases.register_person, vault=vault, **form)
    wrong = refused.value.facts["errors"]
    assert sorted(wrong) == ["email", "id_number", "name", "phone", "region"]
    assert "53010219900307123X" not in str(wrong)


def test_somebody_under_16_is_refused(store, vault, a_form):
    with pytest.raises(AgeOutsideWorkingLife):
        store.commit(usecases.register_person, vault=vault, **a_form(id_number=_aged(15)))
    assert store.commit(usecases.register_person, vault=vault, **a_form(id_number=_aged(16)))


def test_a_paper_that_proves_another_group_is_refused_by_row(store, vault, a_form):
    flags = [
        {"group": "migrant", "evidence": EVIDENCE},
        {"group": "hard_up", "evidence": EVIDENCE},
    ]
    with pytest.raises(Invalid) as refused:
        store.commit(usecases.register_person, vault=vault, **a_form(key_groups=flags))
    reason = {"evidence": {"kind": ["Not a proof of this key group."]}}
    assert refused.value.facts == {"errors": {"key_groups": {"1": reason}}}


@pytest.mark.parametrize(
    "twice",
    [
        {"key_groups": [{"group": "migrant", "evidence": EVIDENCE}] * 2},
        {"consents": [{"purpose": "messages", "notice_version": "2025-01"}] * 2},
    ],
)
def test_the_same_thing_twice_in_one_form_is_refused(store, vault, a_form, twice):
    with pytest.raises(Invalid):
        store.commit(usecases.register_person, vault=vault, **a_form(**twice))


def test_a_batch_answers_row_by_row_and_bad_rows_hold_nobody_up(store, vault, a_form):
    known = store.commit(usecases.register_person, vault=vault, **a_form())
    good = {"name": "王芳", "phone": "13912345678", "region": "532901"}
    rows = [
        {**good, "id_number": "532901198511204521"},
        {**good, "id_number": "530102199003071238"},
        {**good, "id_number": "53010219900307123X"},
        {**good, "id_number": "53010219900307018X", "nickname": "x"},
        {**good, "id_number": "532901198511204521"},
        "not a form",
    ]
    command = RegisterPeople().load({"people": rows})
    outcomes = store.commit(usecases.register_people, vault=vault, **command)
    shown = OutcomesView().dump(outcomes)["rows"]
    [card] = [one for one in outcomes if isinstance(one, Card)]
    assert shown == [
        {"person_id": card.person_id},
        {"code": "person_already_registered", "person_id": known.person_id},
        _invalid("id_number", "Wrong check character."),
        _invalid("nickname", "Unknown field."),
        {"code": "person_already_registered", "person_id": card.person_id},
        _invalid("_schema", "Invalid input type."),
    ]
    assert len(store.events) == 2


def _invalid(field: str, reason: str) -> dict:
    return {"code": "invalid", "errors": [{"field": field, "reason": reason}]}


def _aged(years: int) -> str:
    digits = f"530102{2025 - years}0602001"
    return digits + check_character(digits)
