"""Repayment schedules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.months import later
from loans.domain.schedule import Instalment, schedule
from loans.published import POLICY

D = Decimal
SIGNED_ON = date(2021, 3, 10)


def planned(plan: str, term_months: int, amount: str = "200000.00", **facts: object):
    chosen = POLICY.plan(plan, "individual", term_months)
    return schedule(
        chosen,
        amount=D(amount),
        rate=D("0.0535"),
        signed_on=SIGNED_ON,
        term_months=term_months,
        **facts,
    )


def principal(rows: tuple[Instalment, ...]) -> list[tuple[date, Decimal]]:
    return [(row.due_on, row.principal) for row in rows if row.principal]


def test_a_bullet_is_due_at_maturity_with_interest_each_quarter():
    rows = planned("bullet", 12)
    assert [row.due_on for row in rows] == [
        date(2021, 6, 10),
        date(2021, 9, 10),
        date(2021, 12, 10),
        date(2022, 3, 10),
    ]
    assert principal(rows) == [(date(2022, 3, 10), D("200000.00"))]
    assert rows[0].interest == D("2734.44")


def test_ten_twenty_and_seventy_per_cent_are_due_year_by_year():
    assert principal(planned("ten_twenty_seventy", 36)) == [
        (date(2022, 3, 10), D("20000.00")),
        (date(2023, 3, 10), D("40000.00")),
        (date(2024, 3, 10), D("140000.00")),
    ]


def test_the_last_of_equal_parts_takes_the_odd_cents():
    rows = planned("equal_principal", 9, amount="100000.00")
    assert [due for _, due in principal(rows)] == [D("33333.33"), D("33333.33"), D("33333.34")]


def test_a_bank_may_collect_interest_on_a_day_of_its_own():
    rows = planned("bullet", 12, first_due_on=date(2021, 3, 21))
    assert [row.due_on for row in rows] == [
        date(2021, 3, 21),
        date(2021, 6, 21),
        date(2021, 9, 21),
        date(2021, 12, 21),
        date(2022, 3, 10),
    ]
    assert rows[0].interest == D("326.94")


def test_a_day_that_a_month_lacks_is_its_last():
    assert later(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert later(date(2025, 1, 31), 13) == date(2026, 2, 28)
    assert later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert later(date(2025, 12, 1), 1) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("product", "term_months", "plan"),
    [
        ("dai_mian_fu_bu", 36, "ten_twenty_seventy"),
        ("dai_mian_fu_bu", 24, "bullet"),
        ("individual", 36, "bullet"),
    ],
)
def test_the_usual_plan_depends_on_product_and_term(product, term_months, plan):
    assert POLICY.plan(None, product, term_months).plan == plan


@given(
    st.sampled_from(["bullet", "equal_principal"]),
    st.decimals("1", "4000000", places=2),
    st.integers(1, 60),
    st.dates(date(2017, 1, 1), date(2028, 9, 30)),
    st.decimals("0", "0.15", places=4),
)
def test_a_schedule_repays_the_amount_to_the_cent_by_maturity(plan, amount, term, on, rate):
    rows = schedule(
        POLICY.plan(plan, "individual", term),
        amount=amount,
        rate=rate,
        signed_on=on,
        term_months=term,
    )
    days = [row.due_on for row in rows]
    assert sum(row.principal for row in rows) == amount
    assert days == sorted(set(days))
    assert days[-1] == later(on, term)
    assert all(row.principal >= 0 and row.interest >= 0 for row in rows)
