"""The published tables, and how they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain.regions import COUNTIES
from loans.domain.policy import in_force
from loans.errors import NoRuleInForce, ProductNotOffered
from loans.published import POLICY

TODAY = date(2026, 11, 22)
D = Decimal


@dataclass(frozen=True)
class Row:
    name: str
    since: date
    until: date | None = None
    known: date | None = None


def day(number: int) -> date:
    return date(2025, 1, 1) + timedelta(days=number)


def test_the_newest_row_that_holds_is_found():
    rows = [Row("old", day(0)), Row("new", day(10))]
    assert in_force(rows, day(9), TODAY).name == "old"
    assert in_force(rows, day(10), TODAY).name == "new"
    assert in_force(rows, day(-1), TODAY) is None


def test_a_row_is_not_found_before_it_was_known():
    rows = [Row("old", day(0)), Row("late", day(10), known=day(20))]
    assert in_force(rows, day(15), known_on=day(15)).name == "old"
    assert in_force(rows, day(15), known_on=day(20)).name == "late"


def test_a_correction_replaces_the_row_of_the_same_day():
    rows = [Row("wrong", day(0), until=day(90)), Row("right", day(0), until=day(30), known=day(5))]
    assert in_force(rows, day(1), known_on=day(4)).name == "wrong"
    assert in_force(rows, day(1), known_on=day(5)).name == "right"
    assert in_force(rows, day(60), known_on=day(4)).name == "wrong"
    assert in_force(rows, day(60), known_on=day(5)) is None


@given(st.dates(date(2017, 1, 1), date(2028, 9, 30)))
def test_each_day_since_2017_has_one_rule_and_a_reference_rate(on):
    rule = POLICY.rule(on, date(2030, 1, 1))
    assert rule.since <= on <= rule.until
    assert D("0.02") < POLICY.reference_rate(rule.reference, on, date(2030, 1, 1)) < D("0.05")


def test_the_periods_of_the_rules_touch_and_do_not_overlap():
    rules = sorted(POLICY.rules, key=lambda rule: rule.since)
    for before, after in pairwise(rules):
        assert before.until + timedelta(days=1) == after.since


def test_outside_of_the_periods_there_is_no_rule():
    for on in (date(2016, 12, 31), date(2028, 10, 1)):
        with pytest.raises(NoRuleInForce):
            POLICY.rule(on, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("on", "version", "individual", "small_business", "subsidy"),
    [
        ("2018-05-04", "yunnan-2017-58", "100000", "2000000", "full"),
        ("2019-03-13", "caijin-2019-96", "150000", "3000000", "full"),
        ("2020-04-15", "caijin-2020-21-limits", "200000", "3000000", "full"),
        ("2021-01-01", "caijin-2020-21", "200000", "3000000", "g21"),
        ("2023-09-30", "caijin-2020-21", "200000", "3000000", "g21"),
        ("2023-10-01", "caijin-2023-75", "300000", "4000000", "g75"),
    ],
)
def test_the_generations_of_the_rules(on, version, individual, small_business, subsidy):
    rule = POLICY.rule(date.fromisoformat(on), TODAY)
    assert (rule.version, rule.subsidy) == (version, subsidy)
    assert rule.product("individual").limit(1) == D(individual)
    assert rule.product("small_business").limit(1) == D(small_business)


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        ("2020-04-20", "0.0385"),
        ("2021-05-20", "0.0385"),
        ("2022-09-20", "0.0365"),
        ("2023-08-31", "0.0345"),
        ("2024-07-22", "0.0335"),
        ("2025-01-20", "0.0310"),
        ("2025-05-19", "0.0310"),
        ("2025-05-20", "0.0300"),
        ("2026-01-20", "0.0300"),
    ],
)
def test_the_loan_prime_rate_of_a_day(on, rate):
    assert POLICY.reference_rate("lpr_1y", date.fromisoformat(on), TODAY) == D(rate)


def test_partners_get_a_tenth_more_up_to_the_limit_of_a_small_business():
    product = POLICY.rule(date(2025, 3, 10), TODAY).product("individual")
    assert product.limit(2) == D(660000)
    assert product.limit(12) == D(3960000)
    assert product.limit(13) == D(4000000)


def test_partners_of_2018_had_the_sum_and_no_more_than_half_a_million():
    product = POLICY.rule(date(2018, 5, 4), TODAY).product("individual")
    assert (product.limit(4), product.limit(6)) == (D(400000), D(500000))


def test_a_product_that_a_rule_does_not_have_is_not_offered():
    with pytest.raises(ProductNotOffered):
        POLICY.rule(date(2025, 3, 10), TODAY).product("consumer")


def test_what_no_text_confirms_is_marked_as_provisional():
    assert POLICY.rule(date(2025, 3, 10), TODAY).provisional == {"cap", "declaration"}
    marks = [mark for rule in POLICY.rules for mark in rule.marks.values()]
    limits = POLICY.limits
    for table in (POLICY.groups, POLICY.reference_rates, limits.retirement, limits.exemptions):
        marks += [row.mark for row in table]
    assert set(marks) == {"V", "S", "M"}


def test_yunnan_has_129_counties_of_which_88_were_poor():
    assert (len(COUNTIES), len(POLICY.poor)) == (129, 88)
    assert POLICY.poor <= COUNTIES
    assert (POLICY.area("530102"), POLICY.area("530128")) == ("other", "poor")
