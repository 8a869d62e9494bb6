"""Whatever is asked in whatever order, the books agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.domain import Refusal
from loans import usecases
from loans.domain.loan import ENDS, Loan
from loans.store import LoansWork

D = Decimal
RECOMMEND = {"verdict": "recommend", "guarantor_id": "guarantor-1", "bank_id": "bank-1"}
APPROVE = {"verdict": "approve"}
AGAINST = {"reason": "不符合条件"}
DECLINE = {"verdict": "decline", **AGAINST}
AMOUNTS = st.sampled_from([D("0.00"), D("0.01"), D("33333.33"), D("80000.00"), D("120000.00")])
STEPS = st.one_of(
    st.just(("review_by_union", RECOMMEND)),
    st.just(("review_by_union", {"verdict": "return", **AGAINST})),
    st.just(("resubmit_loan", {"changes": {}})),
    st.just(("decide_eligibility", APPROVE)),
    st.sampled_from([D("0.80"), D("0.33")]).map(
        lambda share: (
            "decide_guarantee",
            {**APPROVE, "share": share, "counter_guarantee": "保证人"},
        )
    ),
    st.just(("decide_credit", DECLINE)),
    AMOUNTS.map(
        lambda amount: (
            "decide_credit",
            {**APPROVE, "amount": amount or D(1), "rate": D("0.0300"), "term_months": 12},
        )
    ),
    st.just(("sign_contract", {"signed_on": date(2025, 6, 20)})),
    AMOUNTS.map(
        lambda amount: (
            "disburse_loan",
            {"bank_serial": "S-1", "amount": amount, "value_date": date(2025, 6, 23)},
        )
    ),
    st.tuples(AMOUNTS, st.integers(1, 4)).map(
        lambda paid: (
            "record_repayment",
            {
                "payment_id": f"P-{paid[1]}",
                "principal": paid[0],
                "interest": D("10.00"),
                "value_date": date(2025, 9, 20),
            },
        )
    ),
    st.just(("withdraw_loan", {})),
)
STRAIGHT = [
    ("review_by_union", RECOMMEND),
    ("decide_eligibility", APPROVE),
    ("decide_guarantee", {**APPROVE, "share": D("0.80"), "counter_guarantee": "保证人"}),
    (
        "decide_credit",
        {**APPROVE, "amount": D("80000.00"), "rate": D("0.0300"), "term_months": 12},
    ),
    ("sign_contract", {"signed_on": date(2025, 6, 20)}),
    (
        "disburse_loan",
        {"bank_serial": "S-1", "amount": D("80000.00"), "value_date": date(2025, 6, 23)},
    ),
]
# One loan starts somewhere on the straight way, so that money gets to move often.
WAY = st.integers(0, len(STRAIGHT)).map(lambda steps: [(0, step) for step in STRAIGHT[:steps]])
DETOURS = st.lists(st.tuples(st.integers(0, 1), STEPS), min_size=5, max_size=40)


def balanced(work: LoansWork) -> list[Loan]:
    loans = work.loans.all({})
    fund = work.funds.find("530100")
    assert sum(loan.exposure for loan in loans) == (fund.exposure if fund else 0)
    for loan in loans:
        lent = loan.disbursement.amount if loan.disbursement else D(0)
        assert loan.balance == lent - sum(payment.principal for payment in loan.payments)
        assert loan.balance >= 0
        assert (loan.open_key is None) == (loan.state in ENDS)
    return loans


@settings(max_examples=60, deadline=None)
@given(way=WAY, detours=DETOURS)
def test_the_fund_is_the_sum_of_its_loans_and_a_balance_what_was_lent_less_what_came_back(
    new_desk, way, detours
):
    desk = new_desk()
    desk.knows("p-2", region="530181")
    loans = [desk.applies(amount="120000.00"), desk.applies("p-2", amount="120000.00")]
    for which, (step, facts) in way + detours:
        before = len(desk.store.events)
        try:
            desk.takes(step, loans[which], **facts)
        except Refusal:
            assert len(desk.store.events) == before
        desk.store.read(balanced)
    count = desk.store.read(usecases.count_programme, year=2025)["loans_disbursed"]
    paid_out = [event for event in desk.store.events if event.type.endswith("disbursed.v1")]
    assert D(count) == sum(event.amount for event in paid_out)
