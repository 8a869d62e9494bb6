from __future__ import annotations

import pytest

from chassis.domain import Invalid
from people.domain.contact import read_email
from people.domain.name import read_name
from people.domain.phone import read_phone


@pytest.mark.parametrize(
    "phone", ["13812348000", "19912345678", "19212345678", "16212345678", "17012345678"]
)
def test_every_assigned_mobile_range_is_good(phone):
    assert read_phone(phone) == phone


@pytest.mark.parametrize("phone", ["+86 138 1234 8000", "138-1234-8000"])
def test_the_ways_a_phone_is_written_come_to_the_same(phone):
    assert read_phone(phone) == "13812348000"


@pytest.mark.parametrize(
    "phone", ["12012345678", "14012345678", "10612345678", "087163162888", "1381234800", "x" * 11]
)
def test_what_is_no_mobile_number_is_refused(phone):
    with pytest.raises(Invalid):
        read_phone(phone)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" 李明 ", "李明"),
        ("阿依努尔•买买提", "阿依努尔·买买提"),
        ("𠮷田", "𠮷田"),
        ("〇一", "〇一"),
    ],
)
def test_names_of_identity_cards_are_read(typed, read):
    assert read_name(typed) == read


@pytest.mark.parametrize("name", ["李", "Li Ming", "李明1", "·李明", "李明·", "李" * 51, "李\n明"])
def test_other_names_are_refused(name):
    with pytest.raises(Invalid):
        read_name(name)


def test_the_domain_of_an_email_is_written_small():
    assert read_email("Li.Ming@Example.COM") == "Li.Ming@example.com"


@pytest.mark.parametrize(
    "address",
    [
        *("liming", "a@b", "a@b.c", "a b@example.com", "a@example.com\nBcc: x@y.cn", "a@-x.com"),
        *("李@example.com", f"{'a' * 250}@example.com"),
    ],
)
def test_what_is_no_email_address_is_refused(address):
    with pytest.raises(Invalid):
        read_email(address)
