from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import Invalid
from people.domain.id_number import check_character, read_id_number
from people.vocabulary import Sex

TODAY = date(2025, 6, 2)


@pytest.mark.parametrize(
    "number",
    [
        "530102199003071238",
        "532901198511204521",
        "530421199912310019",
        "53010219900307018X",
        "11010519491231002X",
        "440524188001010014",
    ],
)
def test_the_standards_examples_and_old_counties_are_good(number):
    assert read_id_number(number, TODAY).value == number


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("53010219900307123X", "Wrong check character."),
        ("53010219000230002X", "Impossible birth date."),
        ("53010220991231001X", "Birth date in the future."),
        ("530102900307123", "Numbers of 15 digits ended in 2013."),
        ("990102199003071238", "Unknown province."),
        ("5301021990030712", "Not an 18-character ID number."),
        ("530102-19900307-1238", "Not an 18-character ID number."),
        ("５３０１０２１９９００３０７１２３８", "Not an 18-character ID number."),
        ("53010219900307123\n8", "Not an 18-character ID number."),
        ("", "Not an 18-character ID number."),
    ],
)
def test_a_bad_number_is_refused_with_its_reason(number, reason):
    with pytest.raises(Invalid) as refused:
        read_id_number(number, TODAY)
    assert refused.value.facts == {"errors": {"id_number": [reason]}}


def test_a_small_x_and_spaces_around_are_forgiven():
    assert read_id_number(" 53010219900307018x ", TODAY).value == "53010219900307018X"


def test_the_seventeenth_digit_tells_the_sex():
    assert read_id_number("530102199003071238", TODAY).sex is Sex.MALE
    assert read_id_number("53010219900307018X", TODAY).sex is Sex.FEMALE


def test_a_yunnan_county_that_is_gone_is_marked_and_not_refused():
    assert not read_id_number("530421199912310019", TODAY).county_known
    assert read_id_number("530102199003071238", TODAY).county_known


def test_age_counts_full_years():
    born = read_id_number("530102199003071238", TODAY)
    assert born.age_on(date(2006, 3, 6)) == 15
    assert born.age_on(date(2006, 3, 7)) == 16


@given(
    born=st.dates(date(1925, 1, 1), date(2009, 1, 1)),
    sequence=st.integers(0, 999),
    slip=st.integers(0, 16),
    by=st.integers(1, 9),
)
def test_every_single_wrong_digit_is_found(born, sequence, slip, by):
    digits = f"530102{born:%Y%m%d}{sequence:03}"
    number = digits + check_character(digits)
    assert read_id_number(number, TODAY).born_on == born
    wrong = str((int(number[slip]) + by) % 10)
    with pytest.raises(Invalid):
        read_id_number(number[:slip] + wrong + number[slip + 1 :], TODAY)
