"""Who sees and decides on which loan: applicant, region, and the bodies that the union chose."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chassis.domain import Actor, Early, Event, Invalid, RegionNotYours
from loans import usecases
from loans.domain.loan import LoanState
from loans.errors import FundNotFound, LoanNotFound, PersonNotKnown, StepNotDue

HERE, ELSEWHERE = "530102", "532901"
D = Decimal
CREDIT = {"verdict": "approve", "amount": D("200000.00"), "rate": D("0.0345"), "term_months": 36}
PAID_OUT = {"bank_serial": "S-1", "amount": D("200000.00"), "value_date": date(2025, 3, 12)}
PAID_BACK = {
    "payment_id": "P-1",
    "principal": D("1000.00"),
    "interest": D("10.00"),
    "value_date": date(2025, 6, 21),
}


def an_officer(region):
    return Actor("officer", "officer", region=region)


def a_bureau(region):
    return Actor("bureau", "labour_bureau", partner_id="hrss", region=region)


def a_body(role, partner_id):
    return Actor(partner_id, role, partner_id=partner_id)


BANK, GUARANTOR = a_body("bank", "bank-1"), a_body("guarantor", "guarantor-1")
OTHER_BANK, OTHER_GUARANTOR = a_body("bank", "bank-2"), a_body("guarantor", "guarantor-2")
# The same id in the other body's place opens nothing.
TURNED = (a_body("bank", "guarantor-1"), a_body("guarantor", "bank-1"))


def listed(desk, caller):
    desk.store.actor = caller
    return [loan.loan_id for loan in desk.store.read(usecases.list_loans).rows]


@pytest.mark.parametrize(
    "caller",
    [
        an_officer("530103"),
        an_officer(ELSEWHERE),
        a_bureau("532900"),
        Actor("w", "worker", person_id="p-2"),
        OTHER_BANK,
        OTHER_GUARANTOR,
        *TURNED,
    ],
    ids=lambda caller: f"{caller.role} {caller.subject} {caller.region}",
)
def test_a_loan_out_of_reach_is_neither_shown_nor_listed(desk, caller):
    loan = desk.disbursed(region=HERE)
    assert listed(desk, caller) == []
    with pytest.raises(LoanNotFound):
        desk.loan(loan)


@pytest.mark.parametrize(
    "caller",
    [
        an_officer(HERE),
        an_officer("530100"),
        a_bureau("530000"),
        Actor("w", "worker", person_id="p-1"),
        BANK,
        GUARANTOR,
    ],
    ids=lambda caller: f"{caller.role} {caller.region}",
)
def test_a_loan_within_reach_is_shown_and_listed(desk, caller):
    loan = desk.disbursed(region=HERE)
    assert listed(desk, caller) == [loan.loan_id]
    assert desk.loan(loan) == loan


def test_a_body_sees_a_loan_when_its_turn_has_come(desk):
    loan = desk.recommended()
    assert listed(desk, GUARANTOR) == listed(desk, BANK) == []
    desk.store.actor = None
    desk.takes("decide_eligibility", loan, verdict="approve")
    assert listed(desk, GUARANTOR) == [loan.loan_id]
    assert listed(desk, BANK) == []
    with pytest.raises(LoanNotFound):
        desk.loan(loan)


def test_events_name_a_body_from_its_turn_on(desk):
    desk.disbursed()
    named = [
        (event.type.split(".")[3], event.guarantor_id, event.bank_id)
        for event in desk.store.events
        if event.type.startswith("yunling.loans.loan.")
    ]
    assert named == [
        ("submitted", None, None),
        ("recommended", None, None),
        ("eligibility_approved", "guarantor-1", None),
        ("guarantee_approved", "guarantor-1", "bank-1"),
        ("credit_approved", "guarantor-1", "bank-1"),
        ("contract_signed", "guarantor-1", "bank-1"),
        ("disbursed", "guarantor-1", "bank-1"),
    ]


@pytest.mark.parametrize("missing", ["guarantor_id", "bank_id"])
def test_a_recommendation_says_to_whom(desk, missing):
    loan = desk.applies()
    bodies = {"guarantor_id": "guarantor-1", "bank_id": "bank-1", missing: None}
    with pytest.raises(Invalid) as refused:
        desk.takes("review_by_union", loan, verdict="recommend", **bodies)
    assert missing in refused.value.facts["errors"]


def test_only_the_chosen_guarantor_and_bank_decide(desk):
    loan = desk.eligible()
    guarantee = {"verdict": "approve", "share": D("0.80"), "counter_guarantee": "G-1"}
    for other in (OTHER_GUARANTOR, TURNED[1]):
        desk.store.actor = other
        with pytest.raises(LoanNotFound):
            desk.takes("decide_guarantee", loan, **guarantee)
    desk.store.actor = GUARANTOR
    desk.takes("decide_guarantee", loan, **guarantee)
    steps = (
        ("decide_credit", CREDIT),
        ("sign_contract", {"signed_on": date(2025, 3, 10)}),
        ("disburse_loan", PAID_OUT),
        ("record_repayment", PAID_BACK),
    )
    for step, facts in steps:
        for other in (OTHER_BANK, TURNED[0]):
            desk.store.actor = other
            with pytest.raises(LoanNotFound):
                desk.takes(step, loan, **facts)
        desk.store.actor = BANK
        desk.takes(step, loan, **facts)
    assert desk.loan(loan).balance == D("199000.00")


@pytest.mark.parametrize("caller", [an_officer(ELSEWHERE), an_officer("530103")])
def test_the_union_of_another_county_reviews_and_withdraws_nothing(desk, caller):
    loan = desk.applies(region=HERE)
    desk.store.actor = caller
    with pytest.raises(LoanNotFound):
        desk.recommends(loan)
    with pytest.raises(LoanNotFound):
        desk.takes("withdraw_loan", loan)
    with pytest.raises(RegionNotYours):
        desk.store.read(usecases.list_loans, region=HERE)


def test_a_bureau_decides_in_its_region(desk):
    loan = desk.recommended(region=HERE)
    desk.store.actor = a_bureau("532900")
    with pytest.raises(LoanNotFound):
        desk.takes("decide_eligibility", loan, verdict="approve")
    desk.store.actor = a_bureau("530100")
    assert desk.takes("decide_eligibility", loan, verdict="approve")


def test_nobody_applies_for_another_or_in_another_region(desk):
    desk.store.actor = Actor("w", "worker", person_id="p-2")
    with pytest.raises(PersonNotKnown):
        desk.applies("p-1")
    desk.store.actor = an_officer(ELSEWHERE)
    with pytest.raises(RegionNotYours):
        desk.applies("p-1")


def test_a_fund_is_shown_in_its_prefecture_and_to_who_guarantees_with_it(desk):
    desk.guaranteed()
    for caller in (an_officer(HERE), an_officer("530100"), an_officer("530000"), GUARANTOR):
        desk.store.actor = caller
        assert desk.exposure("530100") == D("160000.00")
    for caller in (an_officer(ELSEWHERE), an_officer("532900"), OTHER_GUARANTOR):
        desk.store.actor = caller
        with pytest.raises(FundNotFound):
            desk.exposure("530100")


def test_another_body_is_asked_until_it_has_decided(desk):
    loan = desk.eligible()
    desk.store.actor = an_officer(HERE)
    bodies = {"guarantor_id": "guarantor-2", "bank_id": "bank-2"}
    for _ in range(2):
        desk.takes("change_bodies", loan, **bodies)
    assert desk.told().count("bodies_changed") == 1
    assert listed(desk, OTHER_GUARANTOR) == [loan.loan_id]
    assert listed(desk, GUARANTOR) == listed(desk, OTHER_BANK) == []
    desk.store.actor = OTHER_GUARANTOR
    desk.takes("decide_guarantee", loan, verdict="approve", share=D("0.8"), counter_guarantee="G")
    desk.store.actor = an_officer(HERE)
    with pytest.raises(StepNotDue):
        desk.takes("change_bodies", loan, guarantor_id="guarantor-1", bank_id="bank-2")
    desk.takes("change_bodies", loan, guarantor_id="guarantor-2", bank_id="bank-1")
    desk.store.actor = BANK
    desk.takes("decide_credit", loan, **CREDIT)
    desk.store.actor = an_officer(HERE)
    with pytest.raises(StepNotDue):
        desk.takes("change_bodies", loan, **bodies)
    desk.store.actor = an_officer(ELSEWHERE)
    with pytest.raises(LoanNotFound):
        desk.takes("change_bodies", loan, **bodies)


def test_a_bank_reports_payments_of_its_own_loans_only(desk):
    loan = desk.signed()
    report = {"loan_id": loan.loan_id, **PAID_OUT}
    with pytest.raises(LoanNotFound):
        hear(desk, usecases.book_reports, "disbursement", "bank-2", report)
    hear(desk, usecases.book_reports, "disbursement", "bank-1", report)
    paid = {"loan_id": loan.loan_id, **PAID_BACK}
    with pytest.raises(LoanNotFound):
        hear(desk, usecases.book_reports, "repayment", "guarantor-1", paid)
    hear(desk, usecases.book_reports, "repayment", "bank-1", paid)
    assert desk.loan(loan).balance == D("199000.00")


def test_a_report_on_a_loan_that_is_nobodys_yet_waits_until_it_is_somebodys(desk):
    loan = desk.applies()
    report = {"loan_id": loan.loan_id, **PAID_OUT}
    with pytest.raises(Early):
        hear(desk, usecases.book_reports, "disbursement", "bank-1", report)
    desk.recommends(loan)
    with pytest.raises(Early):
        hear(desk, usecases.book_reports, "disbursement", "bank-1", report)
    with pytest.raises(LoanNotFound):
        hear(desk, usecases.book_reports, "disbursement", "bank-2", report)


def test_verdicts_by_event_are_those_of_the_chosen_bodies(desk):
    loan = desk.recommended(region=HERE)
    yes = {"loan_id": loan.loan_id, "verdict": "approve"}
    eligible = {**yes, "region": HERE}
    hear(desk, usecases.book_verdicts, "eligibility", "hrss", eligible)
    guarantee = {**yes, "share": D("0.80"), "counter_guarantee": "G-1"}
    with pytest.raises(LoanNotFound):
        hear(desk, usecases.book_verdicts, "guarantee", "guarantor-2", guarantee)
    hear(desk, usecases.book_verdicts, "guarantee", "guarantor-1", guarantee)
    credit = {"loan_id": loan.loan_id, **CREDIT}
    with pytest.raises(LoanNotFound):
        hear(desk, usecases.book_verdicts, "credit", "bank-2", credit)
    hear(desk, usecases.book_verdicts, "credit", "bank-1", credit)
    assert desk.loan(loan).state is LoanState.APPROVED


def hear(desk, handler, noun, partner_id, data):
    event = Event(
        id=f"{noun} of {partner_id}",
        type=f"yunling.partners.{noun}.reported.v1",
        source=f"/partners/{partner_id}",
        subject=data["loan_id"],
        time=datetime(2025, 4, 3, tzinfo=UTC),
        data=data,
    )
    desk.store.deliver(handler, event)
