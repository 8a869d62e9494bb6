from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from chassis.domain import Actor, InventoryEntry, OnErasure, Work, personal_data, records
from chassis.domain.personal_data import NotYourOwn
from chassis.ids import first_at, new_id
from chassis.testing import NOON, memory

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Note:
    note_id: str
    person_id: str
    text: str = ""


class NotesWork(Work):
    notes = records(Note, "notes", key="note_id")
    proofs = records(Note, "proofs", key="note_id")


NOTES = InventoryEntry(
    store="notes", what="notes", on_erasure=OnErasure.REMOVED, source="ours", after=30 * DAY
)
PROOFS = InventoryEntry(store="proofs", what="proofs", on_erasure=OnErasure.PROOF, source="ours")
TABLE = (NOTES, PROOFS)


@pytest.fixture
def store():
    return memory(NotesWork)


def put(store, name, *notes):
    store.commit(lambda work: [getattr(work, name).put(note) for note in notes])


def made(days_ago, n=0):
    return f"{first_at(NOON - days_ago * DAY)[:-1]}{n:x}"


def test_an_export_is_of_one_person_the_newest_first(store):
    rows = [Note(note_id=made(days), person_id="p-1", text=str(days)) for days in (3, 1, 2)]
    put(store, "notes", *rows, Note(note_id=made(4), person_id="p-2"))
    found = store.read(lambda work: personal_data.export(work, TABLE, "p-1"))
    assert [row["text"] for row in found["notes"]["rows"]] == ["1", "2", "3"]
    assert found["notes"]["total"] == 3
    assert found["proofs"] == {"total": 0, "rows": []}


def test_an_export_is_bounded_and_says_how_much_there_is(store):
    most = personal_data.EXPORTED_MOST
    put(store, "notes", *(Note(note_id=f"n-{n:04}", person_id="p-1") for n in range(most + 5)))
    found = store.read(lambda work: personal_data.export(work, TABLE, "p-1"))
    assert (len(found["notes"]["rows"]), found["notes"]["total"]) == (most, most + 5)


def test_erasing_lets_go_of_what_is_no_proof(store):
    for name in ("notes", "proofs"):
        put(store, name, *(Note(note_id=f"{p}-n", person_id=p) for p in ("p-1", "p-2")))
    store.commit(lambda work: personal_data.erase_people(work, TABLE, ["p-1"]))
    assert [row["person_id"] for row in store.collections["notes"].values()] == ["p-2"]
    assert len(store.collections["proofs"]) == 2


def test_what_is_older_than_its_time_is_removed_to_the_last(store):
    old = [Note(note_id=made(31, n), person_id="p-1") for n in range(3)]
    young = Note(note_id=made(29), person_id="p-1")
    put(store, "notes", *old, young)
    put(store, "proofs", *old)
    assert personal_data.sweep(store, NOTES) == 3
    assert personal_data.sweep(store, NOTES) == 0
    assert personal_data.sweep(store, PROOFS) == 0
    assert list(store.collections["notes"]) == [young.note_id]


def test_an_id_is_less_than_the_first_of_a_later_moment():
    first = first_at(NOON)
    assert first_at(NOON - timedelta(milliseconds=1)) < first < first_at(NOON + DAY)
    assert new_id() > first


def test_somebody_out_of_reach_is_not_there(store):
    store.actor = Actor("w", "worker", person_id="p-2")
    with pytest.raises(NotYourOwn):
        store.read(personal_data.check_own, person_id="p-1")
    store.read(personal_data.check_own, person_id="p-2")
