"""The unit of work: what a use case may rely on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import thing
from thing import Copy, Thing, ThingNotFound

from chassis.domain import Conflict
from chassis.domain.errors import VersionMismatch

TEN = Decimal("10.00")


def test_a_new_aggregate_and_its_event_are_stored_together(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)

    assert made.version == 1
    assert store.events == [thing.ThingMade(thing_id=made.thing_id, name="a", amount=TEN)]
    assert store.read(lambda work: work.things.get(made.thing_id)) == made


def test_a_refused_use_case_leaves_nothing_behind(store):
    store.commit(thing.make_thing, name="a", amount=TEN)

    def make_and_refuse(work):
        thing.make_thing(work, name="b", amount=TEN)
        thing.make_thing(work, name="a", amount=TEN)

    with pytest.raises(thing.NameTaken):
        store.commit(make_and_refuse)
    assert len(store.events) == 1
    assert store.read(lambda work: work.things.count({})) == 1


def test_the_sequence_counts_the_events_of_a_subject_without_gaps(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)
    for name in ("b", "c"):
        store.commit(thing.rename_thing, thing_id=made.thing_id, name=name)

    assert [(one.subject, one.sequence) for one in store.outgoing] == [
        (made.thing_id, 1),
        (made.thing_id, 2),
        (made.thing_id, 3),
    ]


def test_an_aggregate_saved_twice_in_one_work_is_one_write_with_two_events(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)

    def rename_twice(work):
        thing.rename_thing(work, thing_id=made.thing_id, name="b")
        return thing.rename_thing(work, thing_id=made.thing_id, name="c")

    assert store.commit(rename_twice).version == 3
    assert store.read(lambda work: work.things.get(made.thing_id)).name == "c"


def test_a_change_of_a_stale_aggregate_is_a_conflict(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)
    store.commit(thing.rename_thing, thing_id=made.thing_id, name="b")

    event = thing.ThingRenamed(thing_id=made.thing_id, name="c")
    with pytest.raises(Conflict):
        store.commit(lambda work: work.things.save(replace(made, name="c"), event))


def test_a_change_without_an_event_is_a_mistake(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)
    with pytest.raises(ValueError, match="at least one event"):
        store.commit(lambda work: work.things.save(made))


def test_if_match_refuses_a_change_of_another_version(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)

    def rename_if_match(work):
        work.if_match = 7
        return thing.rename_thing(work, thing_id=made.thing_id, name="b")

    with pytest.raises(VersionMismatch) as refused:
        store.commit(rename_if_match)
    assert refused.value.facts == {"version": 1}


def test_if_match_is_about_the_aggregate_that_the_command_names(store):
    other = store.commit(thing.make_thing, name="a", amount=TEN)
    named = store.commit(thing.make_thing, name="b", amount=TEN)
    store.commit(thing.rename_thing, thing_id=named.thing_id, name="c")

    def rename_both(work):
        work.if_match, work.addressed = 2, frozenset({named.thing_id})
        thing.rename_thing(work, thing_id=other.thing_id, name="d")
        return thing.rename_thing(work, thing_id=named.thing_id, name="e")

    assert store.commit(rename_both).version == 3
    with pytest.raises(VersionMismatch):
        store.commit(rename_both)


def test_a_query_sees_what_the_same_work_has_written(store):
    def put_and_count(work):
        work.copies.put(Copy("t1", "a", 1))
        return work.copies.count({"name": "a"})

    assert store.commit(put_and_count) == 1


def test_what_is_missing_is_refused_with_its_key(store):
    with pytest.raises(ThingNotFound) as refused:
        store.read(lambda work: work.things.get("nowhere"))
    assert refused.value.facts == {"thing_id": "nowhere"}


def test_a_removed_record_is_gone_at_once(store):
    store.commit(lambda work: work.copies.put(Copy("t1", "a", 1)))

    def remove_and_find(work):
        work.copies.remove("t1")
        return work.copies.find("t1")

    assert store.commit(remove_and_find) is None
    assert store.read(lambda work: work.copies.find("t1")) is None


def test_a_unique_field_that_is_none_does_not_count(store):
    store.commit(thing.make_thing, name="a", amount=TEN)
    store.commit(thing.make_thing, name="b", amount=TEN)
    store.commit(thing.make_thing, name="c", amount=TEN, tag="t")
    with pytest.raises(Conflict):
        store.commit(thing.make_thing, name="d", amount=TEN, tag="t")


def test_pages_go_from_the_newest_to_the_oldest_and_end(store):
    for name in "abcde":
        store.commit(thing.make_thing, name=name, amount=TEN)

    names, cursor = [], None
    while True:
        page = store.read(lambda work, at: work.things.page({}, at, limit=2), at=cursor)
        names.append([row.name for row in page.rows])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert names == [["e", "d"], ["c", "b"], ["a"]]


def test_money_adds_up_as_decimal(store):
    for name in "abc":
        store.commit(thing.make_thing, name=name, amount=Decimal("0.10"))
    total = store.read(lambda work: work.things.sum("amount", {"name": {"$in": ["a", "b", "c"]}}))
    assert total == Decimal("0.30")
    assert isinstance(store.read(lambda work: work.things.first({}, "-name")), Thing)


def test_a_removed_aggregate_tells_its_last_event_and_is_gone(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)
    last = thing.ThingRenamed(thing_id=made.thing_id, name="gone")

    store.commit(lambda work: work.things.remove(work.things.get(made.thing_id), last))
    assert (store.outgoing[-1].event, store.outgoing[-1].sequence) == (last, 2)
    with pytest.raises(ThingNotFound):
        store.read(lambda work: work.things.get(made.thing_id))


def test_an_aggregate_that_somebody_changed_meanwhile_is_not_removed(store):
    made = store.commit(thing.make_thing, name="a", amount=TEN)
    store.commit(thing.rename_thing, thing_id=made.thing_id, name="b")

    with pytest.raises(Conflict):
        store.commit(lambda work: work.things.remove(made))
    assert store.read(lambda work: work.things.get(made.thing_id)).name == "b"


def test_forgetting_removes_what_fits_and_what_this_work_has_just_written(store):
    def write_and_forget(work):
        for n, name in enumerate(("a", "b", "a")):
            work.copies.put(Copy(f"thing-{n}", name, 1))
        return work.copies.forget({"name": "a"}), work.copies.find("thing-0")

    assert store.commit(write_and_forget) == (2, None)
    assert list(store.collections["copies"]) == ["thing-1"]


def test_a_list_with_no_room_is_empty(store):
    store.commit(thing.make_thing, name="a", amount=TEN)
    assert store.read(lambda work: work.things.all({}, limit=0)) == []
