from __future__ import annotations

import json

import pytest

from chassis.domain import Actor, Invalid
from people import usecases
from people.domain.access_record import Field, ReadingPurpose
from people.domain.correction import ProofKind
from people.errors import CorrectionNotYours, PersonAlreadyRegistered
from people.events import PersonCorrected
from people.vocabulary import Sex

WOMAN = "532901198511204521"


@pytest.fixture
def person(store, vault, a_form):
    card = store.commit(usecases.register_person, vault=vault, **a_form())
    store.outgoing.clear()
    return card.person_id


@pytest.fixture
def correct(store, vault, person):
    def run(proof=ProofKind.ID_CARD, reference="530102-2025", **fields):
        command = {"name": None, "phone": None, "id_number": None, **fields}
        return store.commit(
            usecases.correct_person,
            vault=vault,
            person_id=person,
            proof=proof,
            reference=reference,
            **command,
        )

    return run


def test_a_corrected_id_number_corrects_what_follows_from_it(store, person, correct):
    card = correct(id_number=WOMAN, name="李敏")
    assert (card.id_number, card.name) == ("532901********4521", "李*")
    assert store.events == [
        PersonCorrected(
            person_id=person,
            fields=("id_number", "name"),
            birth_month="1985-11",
            sex=Sex.FEMALE,
        )
    ]


def test_the_person_is_found_by_the_right_number_from_then_on(store, vault, a_form, correct):
    correct(id_number=WOMAN)
    with pytest.raises(PersonAlreadyRegistered):
        store.commit(usecases.register_person, vault=vault, **a_form(id_number=WOMAN))
    assert store.commit(usecases.register_person, vault=vault, **a_form())


def test_a_number_of_somebody_else_is_refused_with_who_has_it(store, vault, a_form, correct):
    other = store.commit(usecases.register_person, vault=vault, **a_form(id_number=WOMAN))
    with pytest.raises(PersonAlreadyRegistered) as refused:
        correct(id_number=WOMAN)
    assert refused.value.facts == {"person_id": other.person_id}


def test_the_paper_is_kept_sealed_and_what_was_wrong_is_not(store, correct):
    correct(phone="13912345678")
    [row] = store.collections["corrections"].values()
    assert (row["fields"], row["proof"]) == (["phone"], "id_card")
    dump = json.dumps(store.collections, default=str)
    assert "530102-2025" not in dump
    assert "13812348000" not in dump


def test_an_own_word_is_enough_for_a_phone_number_only(store, vault, person, correct):
    store.actor = Actor(subject="worker-1", role="worker", person_id=person)
    correct(proof=ProofKind.OWN_STATEMENT, reference=None, phone="13912345678")
    with pytest.raises(Invalid):
        correct(proof=ProofKind.OWN_STATEMENT, reference=None, name="李敏")
    with pytest.raises(CorrectionNotYours):
        correct(name="李敏")
    command = {"fields": (Field.PHONE,), "purpose": ReadingPurpose.OWN, "reason": None}
    shown = store.commit(usecases.reveal_person, vault=vault, person_id=person, **command)
    assert shown.phone == "13912345678"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"name": "Li"},
        {"phone": "12012345678"},
        {"id_number": "53010219900307123X"},
        {"name": "李敏", "reference": None},
    ],
)
def test_a_correction_is_read_as_strictly_as_a_registration(store, correct, wrong):
    with pytest.raises(Invalid):
        correct(**wrong)
    assert store.events == []
