"""Which records are within reach of a caller, one by one and as a list."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import Actor, RegionNotYours, Scope, lies_in
from chassis.domain.reach import NOTHING, Reach
from chassis.domain.regions import inside

COUNTIES = st.from_regex(r"53[0-3][1-9](0[1-9]|[1-3][0-9])", fullmatch=True)
WORKER = Actor("w", "worker", person_id="p-1")
BANK = Actor("b", "bank", partner_id="bank-1")


def officer(region: str | None) -> Reach:
    return Reach.of(Actor("o", "officer", region=region), None)


@given(COUNTIES)
def test_a_county_lies_in_itself_its_prefecture_and_the_province(county: str) -> None:
    for region in (county, f"{county[:4]}00", "530000"):
        assert lies_in(county, region)


@given(COUNTIES, COUNTIES)
def test_the_filter_of_a_region_and_the_check_of_a_record_agree(county: str, other: str) -> None:
    assert (inside(other) == county) == lies_in(county, other)
    for region in (f"{other[:4]}00", "530000"):
        within = inside(region)
        assert lies_in(county, region) == (within["$gte"] <= county <= within["$lte"])


def test_what_is_larger_does_not_lie_in_what_is_smaller() -> None:
    assert not lies_in("530100", "530102")
    assert not lies_in("530000", "530100")
    assert not lies_in("530102", "532900")


@pytest.mark.parametrize("region", [None, "", "5", "53", "5301000", "53 000", "五三零零零零"])
def test_an_officer_without_a_region_reaches_nothing(region: str | None) -> None:
    reach = officer(region)
    assert not reach.holds(region="530102")
    assert reach.narrow({}, region="region") == {"region": inside("000000")}


@pytest.mark.parametrize("place", ["5301", "", "53010200"])
def test_what_is_no_code_lies_nowhere(place: str) -> None:
    assert not officer("530100").holds(region=place)


def test_an_officer_reaches_his_region_and_what_is_in_it() -> None:
    reach = officer("530100")
    assert reach.holds(region="530102", person_id="anybody")
    assert not reach.holds(region="532901")
    assert not reach.holds(person_id="anybody")


def test_an_owner_reaches_what_is_his_by_the_field_of_his_role() -> None:
    assert Reach.of(WORKER, None).holds(person_id="p-1", region="532901")
    assert not Reach.of(WORKER, None).holds(person_id="p-2")
    assert not Reach.of(WORKER, None).holds(partner_id="p-1", employer_id="p-1")
    assert Reach.of(BANK, None).holds(partner_id="bank-1")
    assert not Reach.of(BANK, None).holds(partner_id=None)


def test_who_has_no_id_owns_no_record_without_an_owner() -> None:
    reach = Reach(Actor("b", "bank"), Scope.OWN)
    assert not reach.holds(partner_id=None)
    assert reach.narrow({}, partner_id="bank_id") == NOTHING


def test_without_an_actor_all_is_within_reach() -> None:
    reach = Reach.of(None, None)
    assert reach.holds()
    assert reach.narrow({"state": "open"}, region="region") == {"state": "open"}


@pytest.mark.parametrize(
    ("asked", "filter"),
    [
        ({}, {"person_id": "p-1"}),
        ({"person_id": "p-1"}, {"person_id": "p-1"}),
        ({"person_id": "p-2"}, {"person_id": "p-2", **NOTHING}),
    ],
)
def test_a_list_of_an_owner_is_his_own(asked: dict[str, Any], filter: dict[str, Any]) -> None:
    assert Reach.of(WORKER, None).narrow(asked, person_id="person_id") == filter


def test_a_list_that_cannot_be_narrowed_is_empty() -> None:
    assert Reach.of(BANK, None).narrow({}, person_id="person_id") == NOTHING
    assert officer("530100").narrow({}, person_id="person_id") == NOTHING


def test_a_list_without_a_region_is_the_own_region_and_a_part_of_it_may_be_asked_for() -> None:
    reach = officer("530100")
    assert reach.narrow({}, region="region") == {"region": inside("530100")}
    assert reach.narrow({"region": "530102"}, region="region") == {"region": inside("530102")}
    for other in ("532901", "530000"):
        with pytest.raises(RegionNotYours) as refused:
            reach.narrow({"region": other}, region="region")
        assert refused.value.facts == {"region": other}


def test_whoever_reaches_all_may_ask_for_any_region() -> None:
    asked = Reach.of(Actor("a", "admin"), None).narrow({"region": "530100"}, region="region")
    assert asked == {"region": inside("530100")}


def test_nothing_is_made_outside_of_the_own_region() -> None:
    officer("530100").must_lie("530102")
    with pytest.raises(RegionNotYours):
        officer("530102").must_lie("530103")
    Reach.of(WORKER, None).must_lie("532901")
