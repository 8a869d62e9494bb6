"""The number of an applicant's paper is stored sealed, and no look at it goes unseen."""

from __future__ import annotations

import json

import pytest

from chassis.domain import Actor
from loans.domain.application import Evidence
from loans.errors import LoanNotFound

REFERENCE = "村证2025-018"


def look(desk, loan, reason="eligibility review"):
    return desk.takes("reveal_evidence", loan, reason=reason)


def test_a_dump_of_the_store_shows_no_number_of_a_paper(desk):
    desk.applies()
    assert REFERENCE not in json.dumps(desk.store.collections, default=str, ensure_ascii=False)


def test_a_look_at_the_number_leaves_a_reading(desk):
    loan = desk.applies()
    desk.store.actor = Actor("officer-1", "officer", region="530102")
    assert look(desk, loan).reference == REFERENCE
    [reading] = desk.store.collections["readings"].values()
    assert (reading["person_id"], reading["reader"]) == ("p-1", "officer-1")
    assert reading["loan_id"] == loan.loan_id
    assert [row["action"] for row in desk.store.audited] == ["reveal"]


def test_a_paper_that_is_handed_in_later_is_sealed_too(desk):
    loan = desk.applies()
    returned = desk.takes("review_by_union", loan, verdict="return", reason="缺证明")
    later = Evidence(kind="migrant_work_statement", reference="村证2026-001")
    desk.takes("resubmit_loan", returned, changes={"group_evidence": later})
    assert look(desk, loan).reference == "村证2026-001"
    desk.takes("review_by_union", loan, verdict="return", reason="金额有误")
    desk.takes("resubmit_loan", loan, changes={"purpose": "开一家茶室"})
    assert look(desk, loan).reference == "村证2026-001"


def test_an_officer_of_another_region_sees_no_loan_and_leaves_no_reading(desk):
    loan = desk.applies()
    desk.store.actor = Actor("officer-2", "officer", region="532901")
    with pytest.raises(LoanNotFound):
        look(desk, loan)
    assert not desk.store.collections.get("readings")


def test_the_number_is_gone_with_its_person(desk):
    loan = desk.applies()
    desk.hears("yunling.people.person.erased.v1", "p-1", person_id="p-1")
    assert look(desk, loan).reference is None
