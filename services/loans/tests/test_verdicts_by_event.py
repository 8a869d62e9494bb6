"""Labour bureau, guarantor and bank decide by event as they do by request."""

from decimal import Decimal

import pytest

from chassis.domain import Early, Invalid, RegionNotYours
from loans.domain.loan import LoanState
from loans.errors import CreditOverAsked, StepNotDue

ELIGIBILITY = "yunling.partners.eligibility.reported.v1"
GUARANTEE = "yunling.partners.guarantee.reported.v1"
CREDIT = "yunling.partners.credit.reported.v1"
YES = {"verdict": "approve", "region": "530102"}
NO = {"verdict": "reject", "region": "530102"}
APPROVED = {"verdict": "approve"}
SHARE = {**APPROVED, "share": Decimal("0.80"), "counter_guarantee": "G-1"}
TERMS = {**APPROVED, "amount": Decimal("200000.00"), "rate": Decimal("0.0345"), "term_months": 36}


def decide(desk, loan, type, **verdict):
    desk.hears(type, loan.loan_id, loan_id=loan.loan_id, **verdict)


def test_three_verdicts_by_event_lead_to_an_approved_loan(desk):
    loan = desk.recommended()
    decide(desk, loan, ELIGIBILITY, **YES)
    decide(desk, loan, GUARANTEE, **SHARE)
    decide(desk, loan, CREDIT, **TERMS)
    approved = desk.loan(loan)
    assert approved.state is LoanState.APPROVED
    assert approved.credit.amount == Decimal("200000.00")


@pytest.mark.parametrize(
    ("type", "verdict"), [(ELIGIBILITY, YES), (GUARANTEE, SHARE), (CREDIT, TERMS)]
)
def test_a_verdict_that_overtakes_the_review_before_it_waits(desk, type, verdict):
    loan = desk.applies()
    with pytest.raises(Early):
        decide(desk, loan, type, **verdict)
    assert desk.loan(loan).state is LoanState.UNION_REVIEW


def test_a_verdict_told_twice_is_given_once(desk):
    loan = desk.recommended()
    for type, verdict in ((ELIGIBILITY, YES), (GUARANTEE, SHARE), (CREDIT, TERMS)):
        decide(desk, loan, type, **verdict)
        decide(desk, loan, type, **verdict)
    for step in ("eligibility_approved", "guarantee_approved", "credit_approved"):
        assert desk.told().count(step) == 1


def test_a_rejection_told_twice_is_given_once(desk):
    loan = desk.recommended()
    for _ in range(2):
        decide(desk, loan, ELIGIBILITY, **NO, reason="no proof")
    assert desk.told().count("eligibility_rejected") == 1


def test_a_verdict_that_contradicts_the_given_one_is_refused(desk):
    loan = desk.guaranteed()
    with pytest.raises(StepNotDue):
        decide(desk, loan, GUARANTEE, **(SHARE | {"share": Decimal("0.50")}))
    with pytest.raises(StepNotDue):
        decide(desk, loan, ELIGIBILITY, **NO, reason="changed our mind")
    assert desk.loan(loan).state is LoanState.BANK_REVIEW


def test_a_credit_over_what_was_asked_is_refused(desk):
    loan = desk.guaranteed()
    with pytest.raises(CreditOverAsked):
        decide(desk, loan, CREDIT, **(TERMS | {"amount": Decimal("200000.01")}))


def test_a_verdict_without_what_it_needs_is_refused_by_field(desk):
    loan = desk.eligible()
    with pytest.raises(Invalid):
        decide(desk, loan, GUARANTEE, **APPROVED)


def test_a_bureau_decides_only_where_it_says_the_loan_lies(desk):
    loan = desk.recommended()
    with pytest.raises(RegionNotYours):
        decide(desk, loan, ELIGIBILITY, **(YES | {"region": "530103"}))
    assert desk.loan(loan).state is LoanState.ELIGIBILITY_REVIEW
