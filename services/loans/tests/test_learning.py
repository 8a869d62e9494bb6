"""What is learned of people, and how loans are listed."""

from __future__ import annotations

import pytest

from chassis.domain import Early
from loans import usecases

REGISTERED = "yunling.people.person.registered.v1"
MOVED = "yunling.people.person.moved.v1"
REGROUPED = "yunling.people.person.key_groups_changed.v1"
FACTS = {
    "person_id": "p-9",
    "region": "530302",
    "key_groups": ["laid_off"],
    "birth_month": "1985-11",
    "sex": "female",
}


def known(desk, person_id="p-9"):
    return desk.store.read(lambda work: work.people.get(person_id))


def test_a_person_told_of_twice_is_known_once(desk):
    for _ in range(2):
        desk.hears(REGISTERED, "p-9", **FACTS)
    assert known(desk).key_groups == ("laid_off",)
    assert desk.store.events == []


def test_a_move_and_other_key_groups_count_for_later_loans_only(desk):
    desk.hears(REGISTERED, "p-9", **FACTS)
    before = desk.applies("p-9")
    for _ in range(2):
        desk.hears(MOVED, "p-9", person_id="p-9", region="530402")
        desk.hears(REGROUPED, "p-9", person_id="p-9", key_groups=["hard_up", "migrant"])
    assert (known(desk).region, known(desk).sex) == ("530402", "female")
    assert (desk.loan(before).region, desk.loan(before).key_groups) == ("530302", ("laid_off",))
    desk.takes("withdraw_loan", before)
    after = desk.applies("p-9")
    assert (after.region, after.key_groups) == ("530402", ("hard_up", "migrant"))


@pytest.mark.parametrize("type", [MOVED, REGROUPED])
def test_news_of_a_person_not_yet_registered_waits(desk, type):
    news = {"region": "530402"} if type == MOVED else {"key_groups": []}
    with pytest.raises(Early):
        desk.hears(type, "p-9", person_id="p-9", **news)


def ids(desk, **wanted):
    return [loan.person_id for loan in desk.store.read(usecases.list_loans, **wanted).rows]


def test_loans_are_listed_newest_first_by_region_state_and_person(desk):
    for person_id, region in (("p-2", "530181"), ("p-3", "530302"), ("p-4", "533423")):
        desk.knows(person_id, region=region)
        desk.applies(person_id)
    desk.recommended()
    assert ids(desk) == ["p-1", "p-4", "p-3", "p-2"]
    assert ids(desk, region="530000") == ["p-1", "p-4", "p-3", "p-2"]
    assert ids(desk, region="530100") == ["p-1", "p-2"]
    assert ids(desk, region="530302") == ["p-3"]
    assert ids(desk, state="eligibility_review") == ["p-1"]
    assert ids(desk, person_id="p-4") == ["p-4"]


def test_a_list_goes_on_where_the_page_before_ended(desk):
    for number in range(2, 5):
        desk.knows(f"p-{number}")
        desk.applies(f"p-{number}")
    first = desk.store.read(usecases.list_loans, limit=2)
    rest = desk.store.read(usecases.list_loans, limit=2, cursor=first.next_cursor)
    assert [loan.person_id for loan in (*first.rows, *rest.rows)] == ["p-4", "p-3", "p-2"]
    assert rest.next_cursor is None
