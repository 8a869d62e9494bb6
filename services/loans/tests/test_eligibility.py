"""Who is entitled: groups, ages, declared loans, hires."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loans.domain.application import (
    Evidence,
    OtherLoan,
    check_age,
    check_declaration,
    check_group,
    check_hires,
)
from loans.domain.person import KnownPerson
from loans.domain.ratio import hires_needed
from loans.domain.rule import HireRatio
from loans.errors import (
    GroupEvidenceMissing,
    GroupEvidenceNotAccepted,
    GroupNotInForce,
    HireRatioNotMet,
    LoanDeclarationMissing,
    OtherLoanOutstanding,
    RetiresBeforeMaturity,
    StaffUnknown,
    UnderWorkingAge,
)
from loans.published import POLICY

TODAY = date(2026, 11, 22)
IN_2025 = date(2025, 3, 10)
NOW_IN_FORCE = POLICY.rule(IN_2025, TODAY)
BEFORE = POLICY.rule(date(2022, 3, 10), TODAY)


def born(month: str, sex: str = "male") -> KnownPerson:
    return KnownPerson("p-1", "530102", (), month, sex)


@pytest.mark.parametrize("code", range(1, 11))
def test_each_of_the_ten_groups_is_proven_by_the_evidence_listed_for_it(form, code):
    group = POLICY.group(code, IN_2025)
    for kind in group.evidence:
        proven = replace(form, group_code=code, group_evidence=Evidence(kind, "2025-1"))
        check_group(proven, POLICY, IN_2025)


def test_evidence_of_another_group_is_not_accepted(form):
    with pytest.raises(GroupEvidenceNotAccepted) as refused:
        check_group(replace(form, group_code=5), POLICY, IN_2025)
    assert refused.value.facts["accepted"] == [
        "diploma",
        "degree_verification",
        "employment_contract",
    ]


def test_a_group_without_evidence_is_not_proven(form):
    with pytest.raises(GroupEvidenceMissing):
        check_group(replace(form, group_evidence=None), POLICY, IN_2025)


@pytest.mark.parametrize(
    ("on", "entitled"),
    [
        (date(2020, 4, 14), False),
        (date(2020, 4, 15), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_drivers_were_entitled_in_2020_only(form, on, entitled):
    driver = replace(form, group_code=12, group_evidence=Evidence("driver_certificate", "云A-1"))
    if entitled:
        check_group(driver, POLICY, on)
    else:
        with pytest.raises(GroupNotInForce):
            check_group(driver, POLICY, on)


def test_sixteen_is_reached_for_sure_in_the_month_after_the_birthdays(form):
    with pytest.raises(UnderWorkingAge):
        check_age(born("2009-03"), POLICY, date(2025, 3, 31), date(2026, 3, 31))
    check_age(born("2009-03"), POLICY, date(2025, 4, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("sex", "birth_month", "last_month"),
    [
        ("male", "1964-12", (2024, 11)),
        ("male", "1965-01", (2025, 1)),
        ("male", "1965-05", (2025, 6)),
        ("male", "1976-09", (2039, 8)),
        ("male", "1990-03", (2053, 2)),
        ("female", "1969-12", (2024, 11)),
        ("female", "1970-01", (2025, 1)),
        ("female", "1981-09", (2039, 8)),
        ("female", "1990-03", (2048, 2)),
    ],
)
def test_a_loan_ends_before_the_month_of_retirement(sex, birth_month, last_month):
    person, last = born(birth_month, sex), date(*last_month, 28)
    check_age(person, POLICY, IN_2025, last)
    with pytest.raises(RetiresBeforeMaturity):
        check_age(
            person, POLICY, IN_2025, date(last.year + last.month // 12, last.month % 12 + 1, 1)
        )


def test_before_2025_the_retirement_age_was_not_delayed():
    person = born("1965-01")
    check_age(person, POLICY, IN_2025, date(2025, 1, 31))
    with pytest.raises(RetiresBeforeMaturity):
        check_age(person, POLICY, date(2024, 12, 31), date(2025, 1, 31))


def test_a_declaration_is_asked_for_where_the_rules_ask_for_it(form):
    silent = replace(form, other_loans=None)
    check_declaration(silent, POLICY, NOW_IN_FORCE)
    with pytest.raises(LoanDeclarationMissing):
        check_declaration(silent, POLICY, BEFORE)


@pytest.mark.parametrize("holder", ["applicant", "spouse"])
@pytest.mark.parametrize(
    ("kind", "amount", "tolerated"),
    [
        ("student", "30000", True),
        ("housing", "900000", True),
        ("small_consumer", "50000", True),
        ("small_consumer", "50000.01", False),
        ("business", "1000", False),
    ],
)
def test_only_loans_of_tolerated_kinds_may_be_owed_elsewhere(form, holder, kind, amount, tolerated):
    owing = replace(form, other_loans=(OtherLoan(holder, kind, Decimal(amount)),))
    if tolerated:
        check_declaration(owing, POLICY, NOW_IN_FORCE)
    else:
        with pytest.raises(OtherLoanOutstanding) as refused:
            check_declaration(owing, POLICY, NOW_IN_FORCE)
        assert refused.value.facts == {"holder": holder, "kind": kind}


@pytest.mark.parametrize(("staff", "needed"), [(50, 5), (100, 10), (101, 6), (120, 6)])
def test_j_a_small_business_hires_a_tenth_and_a_large_one_a_twentieth(staff, needed):
    ratio = HireRatio(Decimal("0.10"), Decimal("0.05"))
    assert hires_needed(staff, ratio, large_over=100) == needed


def test_a_small_business_says_its_staff_and_its_hires(form):
    shop = replace(form, product="small_business", term_months=24)
    with pytest.raises(StaffUnknown):
        check_hires(shop, POLICY, NOW_IN_FORCE)
    with pytest.raises(HireRatioNotMet) as refused:
        check_hires(replace(shop, staff=50, new_hires=4), POLICY, NOW_IN_FORCE)
    assert refused.value.facts == {"needed": 5, "new_hires": 4}
    check_hires(replace(shop, staff=50, new_hires=5), POLICY, NOW_IN_FORCE)


def test_the_labour_bureau_confirms_under_the_rules_of_the_day_of_application(desk):
    assert desk.eligible().rule_version == "caijin-2023-75"
    desk.knows("p-2")
    assert desk.eligible(person_id="p-2", applied_on="2022-05-09").rule_version == "caijin-2020-21"


def test_who_is_not_entitled_is_not_approved_and_may_still_be_rejected(desk):
    desk.knows("p-2", birth_month="1964-01")
    loan = desk.recommended(person_id="p-2")
    with pytest.raises(RetiresBeforeMaturity):
        desk.takes("decide_eligibility", loan, verdict="approve")
    rejected = desk.takes("decide_eligibility", loan, verdict="reject", reason="超龄")
    assert rejected.reason == "超龄"
