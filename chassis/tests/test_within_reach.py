"""What a caller may not see is answered exactly as what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from chassis.domain import Actor, Records, Refusal, Work, records
from chassis.testing import memory


class GardenNotFound(Refusal):
    code = "garden_not_found"


@dataclass(frozen=True)
class Garden:
    garden_id: str
    county: str
    owner_id: str
    tenant_id: str | None = None


@dataclass(frozen=True)
class Shed:
    shed_id: str
    region: str = "530102"


class GardenWork(Work):
    gardens: Records[Garden] = records(
        Garden,
        "gardens",
        key="garden_id",
        missing=GardenNotFound,
        reach={"region": "county", "person_id": "owner_id"},
    )
    sheds: Records[Shed] = records(Shed, "sheds", key="shed_id")


def of(role: str, **needs: str) -> Actor:
    return Actor("somebody", role, **needs)


@pytest.fixture
def store() -> Any:
    store = memory(GardenWork)
    store.commit(lambda work: work.gardens.put(Garden("g-1", "530102", "p-1", "p-2")))
    store.commit(lambda work: work.sheds.put(Shed("s-1")))
    return store


def found(store: Any, actor: Actor | None, key: str = "g-1", **owners: str | None) -> Any:
    def look(work: GardenWork) -> Any:
        with work.acting_as(actor):
            return work.gardens.within_reach(key, **owners)

    return store.commit(look)


@pytest.mark.parametrize(
    "actor",
    [None, of("worker", person_id="p-1"), of("officer", region="530100"), of("admin")],
)
def test_who_may_touch_it_gets_it(store: Any, actor: Actor | None) -> None:
    assert found(store, actor).garden_id == "g-1"


@pytest.mark.parametrize(
    "actor",
    [of("worker", person_id="p-2"), of("officer", region="530300"), of("bank", partner_id="p-1")],
)
def test_what_is_out_of_reach_is_refused_as_what_does_not_exist(store: Any, actor: Actor) -> None:
    refused = []
    for key in ("g-1", "g-none"):
        with pytest.raises(GardenNotFound) as refusal:
            found(store, actor, key)
        refused.append(refusal.value)
    beyond, absent = refused
    assert (type(beyond), beyond.facts) == (type(absent), {"garden_id": "g-1"})
    assert absent.facts == {"garden_id": "g-none"}


def test_one_call_may_say_whose_a_thing_is_besides(store: Any) -> None:
    assert found(store, of("bank", partner_id="b-1"), partner_id="b-1")
    with pytest.raises(GardenNotFound):
        found(store, of("bank", partner_id="b-1"), partner_id=None)


def test_one_call_may_say_whose_a_thing_is_instead(store: Any) -> None:
    assert found(store, of("worker", person_id="p-2"), person_id="p-2")
    with pytest.raises(GardenNotFound):
        found(store, of("worker", person_id="p-1"), person_id="p-2")


def test_a_kind_that_declares_no_reach_is_out_of_reach_of_whom_the_scope_binds(store: Any) -> None:
    def look(work: GardenWork) -> Shed:
        with work.acting_as(of("officer", region="530100")):
            return work.sheds.within_reach("s-1")

    with pytest.raises(Refusal):
        store.commit(look)
