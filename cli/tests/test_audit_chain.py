"""Verifying a chain of seals: whatever is done to it afterwards is found."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.storage import audit_log
from yunling.audit import ZERO, Head, verify
from yunling.stack.mongo import AUDIT_INDEXES

AT = "2025-06-02T04:00:00.000Z"
NOW = datetime(2025, 6, 2, 4, 0, 30, tzinfo=UTC)
Chain = dict[str, Any]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def a_seal(n: int, prev: str, *texts: str) -> dict[str, Any]:
    records = [
        {"audit_id": f"r{n}-{i}", "sha256": sha256(t), "record": t} for i, t in enumerate(texts)
    ]
    leaves = [f"{record['audit_id']} {record['sha256']}" for record in records]
    digest = sha256("\n".join([str(n), AT, prev, *leaves]))
    return {"n": n, "at": AT, "prev": prev, "digest": digest, "records": records}


def a_chain(*contents: tuple[str, ...]) -> Chain:
    seals: list[dict[str, Any]] = []
    for n, texts in enumerate(contents, 1):
        seals.append(a_seal(n, seals[-1]["digest"] if seals else ZERO, *texts))
    records = sum(len(texts) for texts in contents)
    return {"seals": seals, "records": records, "unsealed": 0, "oldest_unsealed_at": None}


def paged(chain: Chain, size: int = 1) -> Callable[[int], dict[str, Any]]:
    """The chain as the interface gives it, `size` seals a page."""

    def page(after: int) -> dict[str, Any]:
        seals = [seal for seal in chain["seals"] if seal["n"] > after]
        end = {name: chain[name] for name in ("records", "unsealed", "oldest_unsealed_at")}
        return {"seals": seals[:size], "end": end if len(seals) < size else None}

    return page


@pytest.fixture
def chain() -> Chain:
    return a_chain(("a", "b"), ("c",), ("d", "e", "f"))


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_a_chain_that_nobody_touched_holds(chain: Chain, size: int) -> None:
    verdict = verify(paged(chain, size), None, NOW)
    assert verdict.faults == []
    assert (verdict.records, verdict.head.n) == (6, 3)
    assert verdict.head.digest == chain["seals"][-1]["digest"]


def test_a_service_without_records_has_a_chain_that_holds() -> None:
    assert verify(paged(a_chain()), Head(), NOW).faults == []


def changed(chain: Chain) -> None:
    chain["seals"][1]["records"][0]["record"] = "C"


def gone(chain: Chain) -> None:
    chain["seals"][1]["records"][0]["record"] = None
    chain["records"] -= 1


def changed_with_its_digest(chain: Chain) -> None:
    chain["seals"][1]["records"][0] |= {"record": "C", "sha256": sha256("C")}


def sealed_anew(chain: Chain) -> None:
    first, second = chain["seals"][:2]
    chain["seals"][1] = a_seal(2, first["digest"], "C")
    assert second != chain["seals"][1]


def seal_gone(chain: Chain) -> None:
    del chain["seals"][1]


def first_seal_gone(chain: Chain) -> None:
    del chain["seals"][0]


def slipped_in(chain: Chain) -> None:
    chain["records"] += 1


def last_seal_gone(chain: Chain) -> None:
    del chain["seals"][-1]


def waits_too_long(chain: Chain) -> None:
    chain |= {
        "records": 7,
        "unsealed": 1,
        "oldest_unsealed_at": "2025-06-02T03:50:00.000Z",
    }


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (changed, "seal 2: record r2-0 was changed"),
        (gone, "seal 2: record r2-0 is gone"),
        (changed_with_its_digest, "seal 2 was changed"),
        (sealed_anew, "seal 3 does not follow from the one before it"),
        (seal_gone, "seal 3 comes after seal 1"),
        (first_seal_gone, "seal 2 comes after seal 0"),
        (slipped_in, "1 record(s) are under no seal and do not wait for one"),
        (last_seal_gone, "3 record(s) are under no seal and do not wait for one"),
        (waits_too_long, "1 record(s) wait for a seal, the oldest since 2025-06-02T03:50:00.000Z"),
    ],
)
def test_what_was_done_to_a_chain_is_found(
    chain: Chain, tamper: Callable[[Chain], None], fault: str
) -> None:
    tamper(chain)
    assert fault in verify(paged(chain), None, NOW).faults


def test_a_chain_written_anew_is_found_by_a_head_that_was_noted(chain: Chain) -> None:
    noted = verify(paged(chain), None, NOW).head
    anew = a_chain(("a", "b"), ("C",), ("d", "e", "f"))
    assert verify(paged(anew), None, NOW).faults == []
    assert verify(paged(anew), noted, NOW).faults == [
        "seal 3 is another one than before: the chain was written anew"
    ]


def test_a_chain_cut_with_its_records_is_found_by_a_head_that_was_noted(chain: Chain) -> None:
    noted = verify(paged(chain), None, NOW).head
    cut = copy.deepcopy(chain)
    del cut["seals"][-1]
    cut["records"] = 3
    assert verify(paged(cut), None, NOW).faults == []
    assert verify(paged(cut), noted, NOW).faults == [
        "seal 3 was there before: the chain ends at 2 now"
    ]


def test_a_chain_that_has_grown_holds_the_head_that_was_noted(chain: Chain) -> None:
    noted = Head(2, chain["seals"][1]["digest"])
    assert verify(paged(chain), noted, NOW).faults == []


def test_the_stack_makes_the_indexes_that_the_chassis_counts_on() -> None:
    assert AUDIT_INDEXES == {audit_log.RECORDS: audit_log.FOUND_BY, audit_log.SEALS: ()}
