"""What a use case records of who did what, and the texts that its digests are taken of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import thing

from chassis.domain import Actor, Refusal, audit
from chassis.testing import MemoryStore

OFFICER = Actor("li-na", "officer", region="530102")


def look(work: Any, **facts: Any) -> None:
    work.audit("reveal", reason="asked by phone 13812348000", **facts)


def test_a_record_says_who_when_what_and_why(store: MemoryStore) -> None:
    store.actor = OFFICER
    store.commit(look, person_id="p1", purpose="loan_review")
    [record] = store.audited
    assert record == {
        "_id": "id-000001",
        "at": store.now,
        "who": "li-na",
        "role": "officer",
        "action": "reveal",
        "reason": "asked by phone 138****8000",
        "person_id": "p1",
        "purpose": "loan_review",
    }


def test_what_is_refused_leaves_no_record(store: MemoryStore) -> None:
    def refused(work: Any) -> None:
        look(work, person_id="p1")
        raise Refusal

    with pytest.raises(Refusal):
        store.commit(refused)
    assert store.audited == []


def test_of_several_commands_only_the_refused_one_is_forgotten(store: MemoryStore) -> None:
    def several(work: Any) -> None:
        for person in ("p1", "p2", "p3"):
            work.savepoint()
            look(work, person_id=person)
            if person == "p2":
                work.rollback_to_savepoint()

    store.commit(several)
    assert [record["person_id"] for record in store.audited] == ["p1", "p3"]


@pytest.mark.parametrize("facts", [{"at": "now"}, {"who": "me"}, {"role": "admin"}])
def test_a_fact_cannot_stand_for_who_or_when(store: MemoryStore, facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="these are no facts"):
        store.commit(look, **facts)


def test_a_fact_is_a_json_value(store: MemoryStore) -> None:
    with pytest.raises(TypeError):
        store.commit(look, thing=thing)


def test_the_text_of_a_record_does_not_depend_on_the_order_of_its_names() -> None:
    at = datetime(2025, 6, 2, 4, 0, 0, 5000, tzinfo=UTC)
    record = {"_id": "r1", "at": at, "who": "li", "more": {"b": 1, "a": None}}
    backwards = dict(reversed(record.items()))
    assert audit.text(record) == audit.text(backwards)
    assert audit.text(record) == (
        '{"at":"2025-06-02T04:00:00.005Z","audit_id":"r1","more":{"a":null,"b":1},"who":"li"}'
    )
