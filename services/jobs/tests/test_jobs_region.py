import pytest

from jobs.domain import region


def test_yunnan_has_one_province_sixteen_prefectures_and_129_counties():
    assert len(region.names()) == 1 + 16 + 129


@pytest.mark.parametrize("code", ["530200", "530199", "110000", "", "53010", "kunming"])
def test_a_code_outside_the_table_is_refused(code):
    assert region.faults(code) == ["Is no division of Yunnan by GB/T 2260."]


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        ("530000", "530000", "539999"),
        ("530100", "530100", "530199"),
        ("530102", "530102", "530102"),
        ("532900", "532900", "532999"),
    ],
)
def test_a_region_takes_in_the_regions_inside_it(code, least, most):
    assert region.within(code) == {"$gte": least, "$lte": most}
