from __future__ import annotations

from datetime import date

import pytest

from chassis.domain import Invalid
from people import usecases
from people.errors import (
    KeyGroupNotFlagged,
    PersonNotFound,
)
from people.events import (
    ContactChanged,
    KeyGroupsChanged,
    PersonMoved,
)
from people.vocabulary import Channel, KeyGroup, Language

MIGRANT = {"kind": "labour_contract", "reference": "HT-1"}
HARD_UP = {"kind": "hardship_file", "reference": "KN-1"}


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


def test_a_person_moves_to_another_county(store, person, change):
    assert change(usecases.move_person, region="532901").region == "532901"
    assert store.events == [PersonMoved(person_id=person, region="532901")]


def test_moving_to_where_one_lives_reports_nothing(store, change):
    assert change(usecases.move_person, region="530102").version == 1
    assert store.events == []


def test_nobody_moves_out_of_the_table(change):
    with pytest.raises(Invalid):
        change(usecases.move_person, region="530100")


def test_a_flag_needs_a_paper_that_proves_it(store, person, change):
    card = change(usecases.flag_person, group=KeyGroup.MIGRANT, evidence=MIGRANT)
    assert [(flag.group, flag.since) for flag in card.key_groups] == [
        (KeyGroup.MIGRANT, date(2025, 6, 2))
    ]
    with pytest.raises(Invalid):
        change(usecases.flag_person, group=KeyGroup.LAID_OFF, evidence=HARD_UP)
    assert store.events == [KeyGroupsChanged(person_id=person, key_groups=(KeyGroup.MIGRANT,))]


def test_newer_evidence_takes_the_place_of_older(change):
    change(usecases.flag_person, group=KeyGroup.MIGRANT, evidence=MIGRANT)
    newer = {"kind": "residence_permit", "reference": "JZ-1"}
    card = change(usecases.flag_person, group=KeyGroup.MIGRANT, evidence=newer)
    assert [flag.evidence_kind for flag in card.key_groups] == ["residence_permit"]


def test_taking_a_flag_away_tells_which_groups_are_left(store, person, change):
    change(usecases.flag_person, group=KeyGroup.MIGRANT, evidence=MIGRANT)
    change(usecases.flag_person, group=KeyGroup.HARD_UP, evidence=HARD_UP)
    change(usecases.unflag_person, group=KeyGroup.MIGRANT)
    assert store.events[-1] == KeyGroupsChanged(person_id=person, key_groups=(KeyGroup.HARD_UP,))
    with pytest.raises(KeyGroupNotFlagged):
        change(usecases.unflag_person, group=KeyGroup.MIGRANT)


def test_an_email_address_opens_a_channel_and_null_closes_it(store, person, change):
    card = change(usecases.change_contacts, email="liming@example.com", language=Language.ENGLISH)
    assert card.email == "l***@example.com"
    change(usecases.change_contacts, email=None, language=None)
    both = (Channel.IN_APP, Channel.EMAIL)
    assert store.events == [
        ContactChanged(person_id=person, channels=both, language=Language.ENGLISH),
        ContactChanged(person_id=person, channels=(Channel.IN_APP,), language=Language.ENGLISH),
    ]


def test_an_unknown_person_is_refused(store, vault, person):
    with pytest.raises(PersonNotFound) as refused:
        store.read(usecases.get_person, vault=vault, person_id="nobody")
    assert refused.value.facts == {"person_id": "nobody"}


def test_the_list_is_filtered_by_any_level_of_region(store, vault, person):
    def rows(region, group=None):
        query = {"region": region, "key_group": group, "cursor": None, "limit": 10}
        return store.read(usecases.list_people, vault=vault, **query).rows

    assert [len(rows(region)) for region in ("530102", "530100", "530000")] == [1, 1, 1]
    assert rows("532901") == []
    with pytest.raises(Invalid):
        rows("990000")


def test_the_list_is_filtered_by_key_group(store, vault, change):
    change(usecases.flag_person, group=KeyGroup.MIGRANT, evidence=MIGRANT)

    def found(group):
        query = {"region": None, "key_group": group, "cursor": None, "limit": 10}
        return len(store.read(usecases.list_people, vault=vault, **query).rows)

    assert (found(KeyGroup.MIGRANT), found(KeyGroup.HARD_UP)) == (1, 0)
