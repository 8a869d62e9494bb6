import pytest

from jobs.domain import region


@pytest.mark.parametrize("code", ["530200", "530199", "110000", "", "53010", "kunming"])
def test_a_code_outside_the_table_is_refused(code):
    assert region.faults(code) == ["Is no division of Yunnan by GB/T 2260."]
