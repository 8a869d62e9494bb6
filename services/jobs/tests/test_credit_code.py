"""GB 32100-2015, with the vectors that were checked against the standard."""

import pytest

from jobs.domain import credit_code


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "91110000101623741K",
        "91530102MA6NTE5T1D",
        "92530102MA6N12345C",
        "81530000MB0X12345D",
        "N2530102MF56789015",
    ],
)
def test_a_valid_code_has_no_fault(code):
    assert credit_code.faults(code) == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91530102MA6NTE5T1", "Must have 18 characters."),
        ("91530102MA6NTE5T1DD", "Must have 18 characters."),
        ("91530102MA6NTE5O1D", "Only digits and capital letters without I, O, S, V and Z"),
        ("９1530102MA6NTE5T1D", "Only digits and capital letters"),
        ("000000000000000000", "Does not begin with a known registrar and kind."),
        ("94530102MA6NTE5T1D", "Does not begin with a known registrar and kind."),
        ("9153A102MA6NTE5T1D", "Characters 3 to 8 are no administrative division."),
        ("91990102MA6NTE5T1D", "Characters 3 to 8 are no administrative division."),
        ("91530102MA6NTE5T1E", "The check character does not fit."),
        ("91530102MA6NTE5T2D", "The check character does not fit."),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(code, fault):
    [said] = credit_code.faults(code)
    assert said.startswith(fault)


def test_swapping_two_neighbours_is_always_noticed():
    code = "91530102MA6NTE5T1D"
    for place in range(8, 16):
        one, other = code[place], code[place + 1]
        swapped = code[:place] + other + one + code[place + 2 :]
        assert one == other or credit_code.faults(swapped)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("91530102MA6NTE5T1D", "enterprise"),
        ("92530102MA6N12345C", "individual_business"),
        ("81530000MB0X12345D", "trade_union"),
        ("N2530102MF56789015", "rural_collective"),
    ],
)
def test_the_prefix_says_what_kind_of_body_it_is(code, kind):
    assert credit_code.kind_of(code) == kind
