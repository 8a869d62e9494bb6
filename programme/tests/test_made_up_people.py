"""Made-up people and companies pass strict checks, do not repeat, and repeat with their seed."""

from datetime import date
from itertools import islice
from math import gcd

import phonenumbers
import pytest
from stdnum.cn import ric, uscc

from programme.identifiers import (
    _COMPANY_STEP,
    _PERSON_STEP,
    Resident,
    company_space,
    credit_check,
    credit_code,
    people_space,
    resident,
)
from programme.people import companies, people
from programme.reference import counties, key_groups

SOME = 3000


def test_id_numbers_carry_a_county_of_yunnan_a_past_birthday_and_the_check_digit():
    known = {county.code for county in counties()}
    for index in range(0, 50_000, 17):
        one = resident(index)
        assert one.region in known
        assert date(1970, 1, 1) <= one.born <= date(2004, 12, 31)
        assert 1 <= one.sequence <= 999
        assert ric.calc_check_digit(one.number) == one.number[17]


@pytest.mark.parametrize(
    ("one", "number"),
    [
        (Resident("110105", date(1949, 12, 31), 2), "11010519491231002X"),
        (Resident("440524", date(1880, 1, 1), 1), "440524188001010014"),
        (Resident("530102", date(1990, 3, 7), 123), "530102199003071238"),
        (Resident("530421", date(1999, 12, 31), 1), "530421199912310019"),
    ],
)
def test_id_numbers_end_as_the_standard_says(one: Resident, number: str):
    assert one.number == number
    assert one.sex == ("male" if one.sequence % 2 else "female")


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110000101623741K", "91530102MA6NTE5T1D", "81530000MB0X12345D"]
)
def test_credit_codes_end_as_the_standard_says(code: str):
    assert credit_check(code[:17]) == code[17]


def test_credit_codes_are_valid_enterprises():
    for index in range(2000):
        code = credit_code(index, "530102")
        assert code.startswith("91530102MA")
        assert uscc.is_valid(code)


def test_two_indices_never_give_the_same_number():
    assert gcd(people_space(), _PERSON_STEP) == gcd(company_space(), _COMPANY_STEP) == 1
    assert len({resident(index).number for index in range(SOME)}) == SOME
    assert len({credit_code(index, "530102") for index in range(SOME)}) == SOME


def test_people_have_mobile_numbers_of_today_and_known_key_groups():
    seen_groups = set()
    for person in islice(people(5, 0), SOME):
        phone = phonenumbers.parse(person.phone, "CN")
        assert phonenumbers.number_type(phone) == phonenumbers.PhoneNumberType.MOBILE
        assert 2 <= len(person.name) <= 4
        seen_groups |= set(person.key_groups)
    assert seen_groups == set(key_groups())


def test_the_same_seed_makes_the_same_people_and_another_seed_other_names():
    first, second, other = (list(islice(people(seed, 9), 50)) for seed in (1, 1, 2))
    assert first == second
    assert [one.name for one in first] != [one.name for one in other]


def test_companies_have_a_name_of_their_county_and_a_code_of_their_own():
    made = list(islice(companies(5, 0), 500))
    assert len({company.credit_code for company in made}) == 500
    assert all(company.credit_code[2:8] == company.region for company in made)
    assert all(uscc.is_valid(company.credit_code) for company in made)
