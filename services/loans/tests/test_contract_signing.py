"""Signing: the day of the contract decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from loans.domain.loan import LoanState
from loans.errors import (
    AmountOverLimit,
    ApprovalExpired,
    DateInFuture,
    FirstDueOutOfTerm,
    NoRuleInForce,
    PlanNotApplicable,
    RateOverCap,
    RetiresBeforeMaturity,
    SignedBeforeApplication,
    StepNotDue,
    TermOverLimit,
)

D = Decimal


def test_a_contract_states_the_rates_and_the_rule_of_its_day(desk):
    loan = desk.signed("2025-03-10")
    signed = loan.contract
    assert (signed.lpr, signed.cap) == (D("0.0310"), D("0.0360"))
    assert (signed.rule_version, signed.subsidy) == ("caijin-2023-75", "g75")
    assert signed.matures_on == date(2028, 3, 10)
    event = desk.store.events[-1]
    assert (event.amount, event.rate, event.lpr) == (D("200000.00"), D("0.0345"), D("0.0310"))


def test_the_schedule_is_fixed_with_the_contract(desk):
    loan = desk.signed(product="dai_mian_fu_bu")
    assert loan.contract.plan == "ten_twenty_seventy"
    assert sum(due.principal for due in loan.contract.schedule) == D("200000.00")


def test_the_cap_falls_with_the_prime_rate(desk):
    loan = desk.approved(rate="0.0360")
    with pytest.raises(RateOverCap) as refused:
        desk.takes("sign_contract", loan, signed_on=date(2025, 5, 20))
    assert refused.value.facts == {"rate": "0.0360", "cap": "0.0350"}
    signed = desk.takes("sign_contract", loan, signed_on=date(2025, 5, 19))
    assert signed.state is LoanState.SIGNED


@pytest.mark.parametrize(("county", "cap"), [("530102", "0.0535"), ("530128", "0.0635")])
def test_under_the_rules_of_2021_poor_counties_had_a_higher_cap(desk, county, cap):
    loan = desk.signed("2021-03-10", region=county)
    assert loan.contract.cap == D(cap)


def sign(desk, loan, on: str, **facts):
    return desk.takes("sign_contract", loan, signed_on=date.fromisoformat(on), **facts)


def asked(desk, amount: str, **facts):
    """Approved as asked."""
    loan = desk.applies(amount=amount, **facts)
    desk.recommends(loan)
    desk.takes("decide_eligibility", loan, verdict="approve")
    desk.takes(
        "decide_guarantee", loan, verdict="approve", share=D("0.80"), counter_guarantee="保证人"
    )
    return desk.takes(
        "decide_credit",
        loan,
        verdict="approve",
        amount=D(amount),
        rate=D("0.0300"),
        term_months=loan.application.term_months,
    )


def test_the_limit_is_that_of_the_day_of_the_contract(desk):
    loan = asked(desk, "300000.00")
    with pytest.raises(AmountOverLimit) as refused:
        sign(desk, loan, "2023-09-30")
    assert refused.value.facts == {"amount": "300000.00", "limit": "200000"}
    assert sign(desk, loan, "2023-10-01").state is LoanState.SIGNED


def test_two_partners_may_borrow_660_000_and_no_cent_more(desk):
    loan = asked(desk, "660000.01", partners=2)
    with pytest.raises(AmountOverLimit):
        sign(desk, loan, "2025-03-10")
    desk.knows("p-2")
    loan = asked(desk, "660000.00", partners=2, person_id="p-2")
    assert sign(desk, loan, "2025-03-10").contract.amount == D("660000.00")


def test_a_term_is_at_most_three_years(desk):
    with pytest.raises(TermOverLimit) as refused:
        desk.signed(term_months=37)
    assert refused.value.facts == {"term_months": 37, "limit": 36}


def test_the_age_at_maturity_is_checked_again_with_the_contract(desk):
    desk.knows("p-2", birth_month="1966-06")
    loan = desk.approved(person_id="p-2", applied_on="2022-05-09", other_loans=[])
    with pytest.raises(RetiresBeforeMaturity):
        sign(desk, loan, "2025-03-10")


def test_a_contract_may_be_entered_late_but_not_early(desk):
    loan = desk.approved()
    with pytest.raises(DateInFuture):
        sign(desk, loan, "2026-11-23")
    assert sign(desk, loan, "2026-11-22").contract.signed_on == date(2026, 11, 22)


def test_a_contract_is_not_older_than_the_stated_day_of_application(desk):
    loan = desk.approved(applied_on="2025-03-01")
    with pytest.raises(SignedBeforeApplication):
        sign(desk, loan, "2025-02-28")
    assert sign(desk, loan, "2025-03-01").state is LoanState.SIGNED


def test_the_banks_approval_lasts_180_days(desk):
    loan = desk.approved()
    desk.store.now = desk.store.now.replace(year=2027, month=11)
    with pytest.raises(ApprovalExpired) as refused:
        sign(desk, loan, "2027-05-22")
    assert refused.value.facts == {"expired_on": "2027-05-21"}
    assert sign(desk, loan, "2027-05-21").state is LoanState.SIGNED


def test_a_contract_older_than_all_rules_is_refused(desk):
    with pytest.raises(NoRuleInForce):
        desk.signed("2016-12-31")


def test_a_plan_must_exist_and_fit_the_term(desk):
    loan = desk.approved(term_months=24)
    for plan in ("ten_twenty_seventy", "no_such_plan"):
        with pytest.raises(PlanNotApplicable):
            sign(desk, loan, "2025-03-10", plan=plan)
    assert sign(desk, loan, "2025-03-10", plan="equal_principal").contract.plan == "equal_principal"


@pytest.mark.parametrize("first", ["2025-03-10", "2028-03-11"])
def test_the_first_due_day_lies_within_the_term(desk, first):
    loan = desk.approved()
    with pytest.raises(FirstDueOutOfTerm):
        sign(desk, loan, "2025-03-10", first_due_on=date.fromisoformat(first))


def test_a_contract_is_signed_once(desk):
    with pytest.raises(StepNotDue):
        sign(desk, desk.signed(), "2025-03-10")
