"""Which divisions Yunnan has, and what lies in what."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from chassis.domain import lies_in
from chassis.domain.regions import (
    COUNTIES,
    PREFECTURES,
    PROVINCE,
    REGIONS,
    above,
    prefecture_of,
    stem,
)
from chassis.fields import is_county, is_region


def test_yunnan_has_one_province_16_prefectures_and_129_counties() -> None:
    assert (len(PREFECTURES), len(COUNTIES), len(REGIONS)) == (16, 129, 1 + 16 + 129)


def test_every_county_lies_in_a_prefecture_and_every_prefecture_in_the_province() -> None:
    assert {prefecture_of(county) for county in COUNTIES} == PREFECTURES
    assert all(lies_in(code, PROVINCE) for code in REGIONS)


def test_a_code_says_what_it_lies_in() -> None:
    assert above("530102") == ["530102", "530100", "530000"]
    assert above("530100") == ["530100", "530000"]
    assert above("530000") == ["530000"]


def test_a_code_says_what_the_codes_inside_begin_with() -> None:
    assert [stem(code) for code in ("530000", "530100", "530102")] == ["53", "5301", "530102"]


@pytest.mark.parametrize("code", ["530200", "530199", "110105", "", "53010", "kunming"])
def test_a_code_outside_the_table_is_refused(code: str) -> None:
    with pytest.raises(ValidationError, match="Not a region of Yunnan"):
        is_region(code)


@pytest.mark.parametrize("code", ["530000", "530100", "110105"])
def test_only_a_county_is_a_county(code: str) -> None:
    is_county("530102")
    with pytest.raises(ValidationError, match="Not a county of Yunnan"):
        is_county(code)
