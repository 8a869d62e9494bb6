"""An officer reaches the people of the own region, a worker reaches himself."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.domain import Actor, RegionNotYours
from people import usecases
from people.errors import PersonNotFound
from people.vocabulary import KeyGroup, Purpose

HERE, NEXT_COUNTY, PREFECTURE, ELSEWHERE = "530102", "530103", "530100", "532901"
PAGE = {"region": None, "key_group": None, "cursor": None, "limit": 50}
EVIDENCE = {"kind": "union_certificate", "reference": "YNGH-1"}
TOUCHES = {
    "get_person": {},
    "move_person": {"region": HERE},
    "flag_person": {"group": KeyGroup.MIGRANT, "evidence": EVIDENCE},
    "unflag_person": {"group": KeyGroup.MIGRANT},
    "change_contacts": {"email": None, "language": None},
    "give_consent": {"purpose": Purpose.DATA_USE, "notice_version": "2026-01"},
    "withdraw_consent": {"purpose": Purpose.DATA_USE},
    "get_timeline": {"cursor": None, "limit": 50},
}


def an_officer(region: str) -> Actor:
    return Actor(f"officer-{region}", "officer", region=region)


@pytest.fixture
def person_id(store: Any, vault: Any, a_form: Any) -> str:
    registered = store.commit(usecases.register_person, vault=vault, **a_form(region=HERE))
    return str(registered.person_id)


@pytest.mark.parametrize(
    "caller",
    [
        an_officer(NEXT_COUNTY),
        an_officer(ELSEWHERE),
        Actor("b", "labour_bureau", partner_id="hrss-dali", region="532900"),
        Actor("w", "worker", person_id="somebody-else"),
    ],
    ids=lambda caller: f"{caller.role} {caller.region}",
)
@pytest.mark.parametrize("touch", TOUCHES)
def test_a_person_out_of_reach_does_not_exist(
    store: Any, vault: Any, person_id: str, caller: Actor, touch: str
) -> None:
    store.actor = caller
    keys = {} if touch == "get_timeline" else {"vault": vault}
    with pytest.raises(PersonNotFound):
        store.commit(getattr(usecases, touch), person_id=person_id, **keys, **TOUCHES[touch])


@pytest.mark.parametrize("region", [HERE, PREFECTURE, "530000"])
def test_an_officer_of_the_county_of_its_prefecture_or_the_province_sees_the_person(
    store: Any, vault: Any, person_id: str, region: str
) -> None:
    store.actor = an_officer(region)
    assert store.read(usecases.get_person, vault=vault, person_id=person_id).region == HERE
    listed = store.read(usecases.list_people, vault=vault, **PAGE)
    assert [card.person_id for card in listed.rows] == [person_id]


def test_a_list_holds_nobody_of_another_region(store: Any, vault: Any, person_id: str) -> None:
    store.actor = an_officer(NEXT_COUNTY)
    assert store.read(usecases.list_people, vault=vault, **PAGE).rows == []
    with pytest.raises(RegionNotYours):
        store.read(usecases.list_people, vault=vault, **{**PAGE, "region": PREFECTURE})


def test_who_lives_elsewhere_is_registered_there_and_holds_up_no_other_row(
    store: Any, vault: Any, a_form: Any
) -> None:
    store.actor = an_officer(PREFECTURE)
    forms = [
        a_form(region=ELSEWHERE),
        a_form(region=HERE, id_number="532901198511204521"),
    ]
    refused, registered = store.commit(usecases.register_people, vault=vault, forms=forms)
    assert isinstance(refused, RegionNotYours)
    assert registered.region == HERE
