"""The vectors of the interest subsidy, named as in the source table."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.compensation import divide
from loans.domain.months import later
from loans.domain.subsidy import Interest, split_g21, split_g75, subsidised_days, unsubsidised

D = Decimal
LPR_2021 = D("0.0385")
POOR_CAP, OTHER_CAP = D("0.0635"), D("0.0535")


def g21(
    rate: str, days: int, cap: Decimal = OTHER_CAP, basis: int = 360, principal: str = "200000"
):
    return split_g21(D(principal), D(rate), LPR_2021, cap, days, basis)


def yuan(total: str, borrower: str, subsidy: str) -> Interest:
    return Interest(D(total), D(borrower), D(subsidy))


def added(parts: list[Interest]) -> Interest:
    return Interest(*(sum(column, D(0)) for column in zip(*map(astuple, parts), strict=True)))


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (g21("0.0535", 360), yuan("10700.00", "4700.00", "6000.00")),
        (g21("0.0535", 365), yuan("10848.61", "4765.28", "6083.33")),
        (g21("0.0635", 365, POOR_CAP), yuan("12876.39", "4765.28", "8111.11")),
        (g21("0.0535", 365, basis=365), yuan("10700.00", "4700.00", "6000.00")),
    ],
    ids=["A1", "A2", "A3", "A4"],
)
def test_below_the_reference_rate_the_borrower_pays_and_above_it_the_treasury(split, expected):
    assert split == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-03-21", "2024-06-21", yuan("3028.33", "1514.16", "1514.17")),
        ("2024-06-21", "2024-09-21", yuan("3028.33", "1514.16", "1514.17")),
        ("2024-09-21", "2024-12-21", yuan("2995.42", "1497.71", "1497.71")),
        ("2024-12-21", "2025-03-21", yuan("2962.50", "1481.25", "1481.25")),
    ],
    ids=["B1", "B2-second", "B2-third", "B2-fourth"],
)
def test_since_2023_the_treasury_pays_half_of_each_quarter(start, end, expected):
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days
    assert split_g75(D(300000), D("0.0395"), days) == expected


def test_b3_four_rounded_quarters_differ_by_a_cent_from_the_year_at_once():
    quarters = [split_g75(D(300000), D("0.0395"), days) for days in (92, 92, 91, 90)]
    assert added(quarters) == yuan("12014.58", "6007.28", "6007.30")
    assert split_g75(D(300000), D("0.0395"), 365) == yuan("12014.58", "6007.29", "6007.29")


def test_c_a_leap_year_has_366_days_of_interest():
    days = (date(2025, 1, 10) - date(2024, 1, 10)).days
    assert split_g75(D(4000000), D("0.0395"), days) == yuan("160633.33", "80316.66", "80316.67")


def test_d_interest_follows_the_balance_of_a_10_20_70_plan():
    days = [
        (later(date(2021, 3, 10), end) - later(date(2021, 3, 10), end - 12)).days
        for end in (12, 24, 36)
    ]
    assert days == [365, 365, 366]
    balances = ("200000", "180000", "140000")
    parts = [g21("0.0535", n, principal=p) for n, p in zip(days, balances, strict=True)]
    assert added(parts) == yuan("28227.19", "12398.86", "15828.33")


def test_e_an_early_repayment_is_subsidised_for_the_days_it_ran():
    assert split_g75(D(300000), D("0.0395"), 200) == yuan("6583.33", "3291.66", "3291.67")


def test_f_only_the_national_part_of_the_principal_is_subsidised():
    split = split_g75(D(500000), D("0.0395"), 365, national_part=D(300000))
    assert split == yuan("20024.31", "14017.02", "6007.29")


def test_g_odd_cents_are_rounded_half_up():
    assert split_g75(D("33333.33"), D("0.0345"), 91) == yuan("290.69", "145.34", "145.35")


def test_h_days_behind_the_due_day_and_days_of_an_extension_are_not_subsidised():
    start, due, end = date(2024, 3, 21), date(2024, 5, 1), date(2024, 6, 21)
    assert subsidised_days(start, end, due) == 41
    assert subsidised_days(due, end, due) == 0
    assert subsidised_days(end, date(2024, 9, 21), due) == 0
    assert subsidised_days(start, end, end, extended=True) == 0
    assert unsubsidised(D(300000), D("0.0395"), 92) == yuan("3028.33", "3028.33", "0.00")


def test_i_a_lost_loan_is_divided_80_to_20():
    loss = divide(D(210000), D("0.80"))
    assert (loss.fund, loss.bank) == (D("168000.00"), D("42000.00"))


MONEY = st.decimals("0.01", "4000000", places=2)
RATE = st.decimals("0", "0.15", places=4)
DAYS = st.integers(0, 1100)


@given(MONEY, RATE, DAYS)
def test_no_cent_is_lost_between_borrower_and_treasury(principal, rate, days):
    for split in (
        split_g75(principal, rate, days),
        split_g21(principal, rate, LPR_2021, OTHER_CAP, days),
    ):
        assert split.total == split.borrower + split.subsidy
        assert 0 <= split.subsidy <= split.total


@given(MONEY, st.sampled_from([D("0.80"), D("0.70"), D("1.00")]))
def test_no_cent_of_a_loss_is_left_over(principal, share):
    loss = divide(principal, share)
    assert loss.fund + loss.bank == principal
