"""A loan from the application to its end, with every side exit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chassis.domain import Actor, Invalid
from chassis.storage.group_commit import Request
from loans import usecases
from loans.domain.loan import BEFORE_MONEY, LoanState
from loans.errors import (
    ApplicationAlreadyOpen,
    ConsentMissing,
    CounterGuaranteeMissing,
    CreditOverAsked,
    DateInFuture,
    ExemptionNotApplicable,
    FundExhausted,
    GroupEvidenceMissing,
    LoanNotFound,
    PersonNotKnown,
    RepeatLimitReached,
    StepNotDue,
)


def test_a_loan_goes_through_its_reviews_and_is_repaid(desk):
    loan = desk.repays(desk.disbursed(), "200000.00")
    assert loan.state is LoanState.SETTLED
    assert desk.told() == [
        "submitted",
        "recommended",
        "eligibility_approved",
        "guarantee_approved",
        "credit_approved",
        "contract_signed",
        "disbursed",
        "repayment_received",
        "settled",
    ]
    assert loan.version == 9


def test_every_event_of_a_loan_says_whose_and_where(desk):
    loan = desk.applies()
    [submitted] = desk.store.events
    assert (submitted.loan_id, submitted.person_id) == (loan.loan_id, "p-1")
    assert (submitted.region, submitted.key_groups) == ("530102", ("migrant",))


def test_a_person_not_heard_of_cannot_apply_yet(desk):
    with pytest.raises(PersonNotKnown) as refused:
        desk.applies("p-2")
    assert refused.value.facts == {"person_id": "p-2"}


def test_both_consents_are_needed(desk):
    with pytest.raises(ConsentMissing) as refused:
        desk.applies(consents={"credit_query": False, "data_use": True})
    assert refused.value.facts == {"consents": ["credit_query"]}


def test_a_loan_belongs_to_the_county_where_the_person_lives_unless_another_is_named(desk):
    assert desk.applies().region == "530102"
    desk.knows("p-2")
    assert desk.applies("p-2", region="530302").region == "530302"


def test_a_prefecture_or_an_unknown_code_is_no_county(desk):
    for region in ("530100", "530199", "110101"):
        with pytest.raises(Invalid) as refused:
            desk.applies(region=region)
        assert refused.value.facts == {"errors": {"region": ["Not a county of Yunnan."]}}


def test_a_day_of_application_lies_not_in_the_future(desk):
    with pytest.raises(DateInFuture):
        desk.applies(applied_on="2026-11-23")


def test_a_person_has_one_open_loan_at_a_time(desk):
    first = desk.applies()
    with pytest.raises(ApplicationAlreadyOpen) as refused:
        desk.applies()
    assert refused.value.facts == {"loan_id": first.loan_id, "state": "union_review"}


def test_an_outstanding_loan_bars_another_one_until_it_is_settled(desk):
    loan = desk.disbursed()
    with pytest.raises(ApplicationAlreadyOpen):
        desk.applies()
    desk.repays(loan, "200000.00")
    assert desk.applies().state is LoanState.UNION_REVIEW


def test_the_union_returns_an_application_and_takes_it_again(desk):
    loan = desk.applies(group_evidence=None)
    returned = desk.takes("review_by_union", loan, verdict="return", reason="缺证明")
    assert (returned.state, returned.reason) == (LoanState.RETURNED, "缺证明")
    again = desk.takes("resubmit_loan", loan, changes={"purpose": "开一家茶室"})
    assert (again.state, again.reason) == (LoanState.UNION_REVIEW, None)
    assert again.application.purpose == "开一家茶室"
    assert again.application.amount == Decimal("200000.00")
    assert desk.told() == ["submitted", "returned", "resubmitted"]


def test_the_union_does_not_recommend_without_evidence_of_the_group(desk):
    loan = desk.applies(group_evidence=None)
    with pytest.raises(GroupEvidenceMissing):
        desk.recommends(loan)


def test_a_verdict_against_somebody_says_why(desk):
    loan = desk.applies()
    for verdict in ("return", "reject"):
        with pytest.raises(Invalid) as refused:
            desk.takes("review_by_union", loan, verdict=verdict)
        assert refused.value.facts == {"errors": {"reason": ["This verdict needs it."]}}


def test_the_union_rejects_with_stage_and_reason(desk):
    loan = desk.takes("review_by_union", desk.applies(), verdict="reject", reason="经营地不在本省")
    rejected = desk.store.events[-1]
    assert loan.state is LoanState.REJECTED
    assert (rejected.stage, rejected.reason) == ("union_review", "经营地不在本省")


def test_the_labour_bureau_rejects(desk):
    loan = desk.takes("decide_eligibility", desk.recommended(), verdict="reject", reason="不符合")
    assert loan.state is LoanState.REJECTED
    assert desk.told()[-1] == "eligibility_rejected"


def test_the_guarantor_and_the_bank_decline(desk):
    loan = desk.takes("decide_guarantee", desk.eligible(), verdict="decline", reason="风险高")
    assert (loan.state, desk.told()[-1]) == (LoanState.DECLINED, "guarantee_declined")
    loan = desk.takes("decide_credit", desk.guaranteed(), verdict="decline", reason="征信")
    assert (loan.state, desk.told()[-1]) == (LoanState.DECLINED, "credit_declined")


def test_who_was_rejected_may_apply_again(desk):
    desk.takes("review_by_union", desk.applies(), verdict="reject", reason="材料不实")
    assert desk.applies().state is LoanState.UNION_REVIEW


def test_a_fourth_loan_is_not_recommended(desk):
    for _ in range(3):
        desk.repays(desk.disbursed(), "200000.00")
    with pytest.raises(RepeatLimitReached) as refused:
        desk.recommended()
    assert refused.value.facts == {"loans": 3, "allowed": 3}


def test_loans_that_were_never_paid_out_do_not_count_as_earlier_ones(desk):
    for _ in range(4):
        desk.takes("withdraw_loan", desk.approved())
    assert desk.recommended().state is LoanState.ELIGIBILITY_REVIEW


@pytest.mark.parametrize(
    "step", ["applies", "recommended", "eligible", "guaranteed", "approved", "signed"]
)
def test_an_applicant_may_step_back_until_the_money_has_moved(desk, step):
    loan = desk.takes("withdraw_loan", getattr(desk, step)())
    assert (loan.state, loan.open_key) == (LoanState.WITHDRAWN, None)


def test_after_the_money_has_moved_nobody_steps_back(desk):
    with pytest.raises(StepNotDue) as refused:
        desk.takes("withdraw_loan", desk.disbursed())
    assert refused.value.facts["state"] == "repaying"
    assert refused.value.facts["due_in"] == [state.value for state in BEFORE_MONEY]


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        ("decide_eligibility", {"verdict": "approve"}),
        ("decide_guarantee", {"verdict": "decline", "reason": "-"}),
        ("decide_credit", {"verdict": "decline", "reason": "-"}),
        ("resubmit_loan", {"changes": {}}),
    ],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(desk, step, facts):
    loan = desk.applies()
    with pytest.raises(StepNotDue):
        desk.takes(step, loan, **facts)
    assert desk.loan(loan) == loan
    assert desk.told() == ["submitted"]


def test_an_unknown_loan_is_not_found(desk):
    loan = desk.applies()
    desk.store.collections.clear()
    with pytest.raises(LoanNotFound):
        desk.loan(loan)


def test_a_worker_sees_and_changes_the_own_loan_only(desk):
    loan = desk.applies()
    desk.store.actor = Actor("u-1", "worker", person_id="p-1")
    assert desk.loan(loan) == loan
    desk.store.actor = Actor("u-2", "worker", person_id="p-2")
    with pytest.raises(LoanNotFound):
        desk.loan(loan)
    for step, facts in (("withdraw_loan", {}), ("resubmit_loan", {"changes": {}})):
        with pytest.raises(LoanNotFound):
            desk.takes(step, loan, **facts)


def test_a_guarantee_needs_a_counter_guarantee_or_an_exemption(desk):
    facts = {"verdict": "approve", "share": Decimal("0.80")}
    loan = desk.eligible()
    with pytest.raises(CounterGuaranteeMissing):
        desk.takes("decide_guarantee", loan, **facts)
    for code in ("amount_up_to_100000", "dai_mian_fu_bu", "no_such_code"):
        with pytest.raises(ExemptionNotApplicable):
            desk.takes("decide_guarantee", loan, **facts, exemption_code=code)
    guaranteed = desk.takes("decide_guarantee", loan, **facts, exemption_code="credit_community")
    assert guaranteed.state is LoanState.BANK_REVIEW


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"amount": "100000.00"}, "amount_up_to_100000"),
        ({"product": "dai_mian_fu_bu"}, "dai_mian_fu_bu"),
    ],
)
def test_small_loans_and_the_unions_own_product_need_no_counter_guarantee(desk, form, code):
    loan = desk.takes(
        "decide_guarantee",
        desk.eligible(**form),
        verdict="approve",
        share=Decimal("0.80"),
        exemption_code=code,
    )
    assert loan.guarantee.exemption_code == code


def test_an_approval_names_its_figures(desk):
    loan = desk.eligible()
    with pytest.raises(Invalid) as refused:
        desk.takes("decide_guarantee", loan, verdict="approve", counter_guarantee="保证人")
    assert list(refused.value.facts["errors"]) == ["share"]


def test_the_bank_does_not_lend_more_than_was_asked(desk):
    with pytest.raises(CreditOverAsked):
        desk.approved(amount="200000.01")


def test_the_fund_carries_its_share_and_lets_go_as_principal_comes_back(desk):
    loan = desk.guaranteed(share="0.80")
    assert desk.exposure() == Decimal("160000.00")
    loan = desk.takes(
        "decide_credit",
        loan,
        verdict="approve",
        amount=Decimal("150000.00"),
        rate=Decimal("0.0345"),
        term_months=36,
    )
    assert desk.exposure() == Decimal("120000.00")
    loan = desk.pays_out(
        desk.takes("sign_contract", loan, signed_on=loan.credit.approved_on),
        value_date="2026-11-22",
    )
    assert desk.exposure() == Decimal("120000.00")
    desk.repays(loan, "50000.00", "P-1", value_date="2026-11-22")
    assert desk.exposure() == Decimal("80000.00")
    desk.repays(loan, "100000.00", "P-2", value_date="2026-11-22")
    assert desk.exposure() == Decimal("0.00")


@pytest.mark.parametrize("end", ["withdraw_loan", "decide_credit"])
def test_the_fund_lets_go_of_a_loan_that_does_not_come_about(desk, end):
    facts = {"verdict": "decline", "reason": "征信"} if end == "decide_credit" else {}
    desk.takes(end, desk.guaranteed(), **facts)
    assert desk.exposure() == Decimal("0.00")


def test_a_fund_at_its_cap_guarantees_no_more(desk, monkeypatch):
    monkeypatch.setattr("loans.domain.policy.Policy.fund_cap", lambda *_: Decimal("300000"))
    desk.guaranteed()
    desk.knows("p-2", region="530181")
    with pytest.raises(FundExhausted) as refused:
        desk.guaranteed(person_id="p-2")
    assert refused.value.facts == {
        "fund_id": "530100",
        "exposure": "160000.00",
        "cap": "300000",
    }
    desk.knows("p-3", region="530302")
    assert desk.guaranteed(person_id="p-3").guarantee.fund_id == "530300"


def test_guarantees_of_one_moment_are_decided_in_order_and_a_refused_one_leaves_nothing(
    desk, monkeypatch
):
    monkeypatch.setattr("loans.domain.policy.Policy.fund_cap", lambda *_: Decimal("200000"))
    people = ("p-1", "p-2", "p-3")
    for person_id in people:
        desk.knows(person_id)
    loans = [desk.eligible(person_id=person_id) for person_id in people]
    given = {"verdict": "approve", "counter_guarantee": "保证人"}
    shares = ("0.80", "0.80", "0.20")
    first, second, third = desk.store.decide(
        *(
            Request(
                usecases.decide_guarantee,
                {"loan_id": loan.loan_id, "share": Decimal(share), **given},
                prepare=usecases.fetch_loans,
            )
            for loan, share in zip(loans, shares, strict=True)
        )
    )
    assert isinstance(second, FundExhausted)
    assert (first.state, third.state) == (LoanState.BANK_REVIEW, LoanState.BANK_REVIEW)
    assert desk.loan(loans[1]) == loans[1]
    assert desk.exposure() == Decimal("200000.00")
