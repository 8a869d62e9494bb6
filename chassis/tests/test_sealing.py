from __future__ import annotations

import base64

import pytest
from cryptography.exceptions import InvalidTag

from chassis.domain import Work
from chassis.sealing.master import MasterKeys, MasterUnknown
from chassis.sealing.rewrapping import left, rewrap
from chassis.sealing.safe import Safe, Shredded, data_keys
from chassis.testing import memory


class SealedWork(Work):
    keys = data_keys()


def master(name: str, letter: str) -> str:
    return f"{name}:{base64.b64encode(letter.encode() * 32).decode()}"


OLD, NEW = master("2025-01", "o"), master("2026-06", "n")


@pytest.fixture
def store():
    return memory(SealedWork)


def safe(work, keys=OLD):
    return Safe(MasterKeys(keys), work.keys, work.now)


@pytest.fixture
def sealed(store):
    def seal(work):
        one = safe(work)
        one.begin("person-1")
        return one.seal("13812348000", owner="person-1", field="phone")

    return store.commit(seal)


def opened(store, text, keys=OLD, owner="person-1", field="phone"):
    return store.read(lambda work: safe(work, keys).open(text, owner=owner, field=field))


def test_what_was_sealed_opens_for_its_owner_and_field(store, sealed):
    assert opened(store, sealed) == "13812348000"
    assert "13812348000" not in sealed


def test_the_same_text_is_sealed_differently_each_time(store):
    def seals(work):
        one = safe(work)
        one.begin("person-1")
        return {one.seal("name", owner="person-1", field="name") for _ in range(50)}

    assert len(store.commit(seals)) == 50


def test_a_value_moved_to_another_field_or_person_does_not_open(store, sealed):
    store.commit(lambda work: safe(work).begin("person-2"))
    with pytest.raises(InvalidTag):
        opened(store, sealed, field="name")
    with pytest.raises(InvalidTag):
        opened(store, sealed, owner="person-2")


def test_a_data_key_put_under_another_name_does_not_open(store, sealed):
    rows = store.collections["data_keys"]
    rows["person-2"] = {**rows["person-1"], "_id": "person-2"}
    with pytest.raises(InvalidTag):
        opened(store, sealed, owner="person-2")


def test_another_master_key_opens_nothing(store, sealed):
    with pytest.raises(MasterUnknown):
        opened(store, sealed, keys=NEW)
    with pytest.raises(InvalidTag):
        opened(store, sealed, keys=master("2025-01", "x"))


def test_a_destroyed_key_is_the_end_of_the_text(store, sealed):
    store.commit(lambda work: safe(work).shred("person-1"))
    with pytest.raises(Shredded):
        opened(store, sealed)
    with pytest.raises(Shredded):
        store.read(lambda work: safe(work).seal("x", owner="person-1", field="phone"))


def test_a_key_is_made_once_for_an_owner(store, sealed):
    store.commit(lambda work: safe(work).own("person-1"))
    assert opened(store, sealed) == "13812348000"


def test_a_new_master_key_takes_over_and_the_old_one_may_go(store, sealed):
    both = MasterKeys(f"{NEW} {OLD}")
    assert store.read(left, masters=both) == 1
    assert store.commit(rewrap, masters=both) == 1
    assert store.commit(rewrap, masters=both) == 0
    assert opened(store, sealed, keys=NEW) == "13812348000"
    assert store.read(left, masters=both) == 0


def test_a_master_key_that_is_missing_stops_the_wrapping_and_loses_nothing(store, sealed):
    with pytest.raises(MasterUnknown):
        store.commit(rewrap, masters=MasterKeys(NEW))
    assert opened(store, sealed) == "13812348000"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-01",
        "2025-01:short",
        f"{OLD} {master('2025-01', 'x')}",
        master("Upper", "k"),
        base64.b64encode(b"k" * 32).decode(),
    ],
)
def test_what_names_no_master_keys_is_refused(text):
    with pytest.raises(ValueError):
        MasterKeys(text)


def test_master_keys_are_not_shown():
    assert repr(MasterKeys(f"{NEW} {OLD}")) == "MasterKeys(2026-06, 2025-01)"
