"""The numbers of a partner's events: gaps show, whatever the order they come in."""

from __future__ import annotations

import random
from typing import Any

import pytest

from partners.intake import sequences
from partners.intake.sequences import GAPS_MOST, Gap, Numbers

TYPE, OTHER = "yunling.partners.repayment.reported.v1", "yunling.partners.credit.reported.v1"


def after(*numbers: int) -> Numbers:
    found = Numbers("own-1|x", "own-1", TYPE)
    for number in numbers:
        found = found.with_number(number)
    return found


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        ((1, 2, 3), ()),
        ((1, 4), (Gap(2, 3),)),
        ((3,), (Gap(1, 2),)),
        ((1, 6, 4), (Gap(2, 3), Gap(5, 5))),
        ((1, 6, 2), (Gap(3, 5),)),
        ((1, 6, 5), (Gap(2, 4),)),
        ((1, 3, 2), ()),
    ],
)
def test_what_did_not_come_is_a_gap_until_it_does(
    numbers: tuple[int, ...], gaps: tuple[Gap, ...]
) -> None:
    assert after(*numbers).gaps == gaps


def test_any_order_ends_the_same() -> None:
    numbers = [number for number in range(1, 200) if number % 7]
    for seed in range(20):
        shuffled = random.Random(seed).sample(numbers, len(numbers))
        assert after(*shuffled).gaps == after(*numbers).gaps


def test_a_number_that_two_events_have_is_counted() -> None:
    assert after(1, 2, 2, 1).repeated == 2


def test_gaps_without_end_are_forgotten_the_oldest_first() -> None:
    many = after(*range(2, 2 * GAPS_MOST + 4, 2))
    assert (len(many.gaps), many.forgotten) == (GAPS_MOST, 1)
    assert many.gaps[0] == Gap(3, 3)


def test_each_type_of_each_partner_is_numbered_by_itself(store: Any) -> None:
    store.commit(sequences.note, partner_id="own-1", numbered=[(TYPE, 1), (OTHER, 2), (TYPE, 3)])
    store.commit(sequences.note, partner_id="own-2", numbered=[(TYPE, 1)])
    store.commit(sequences.note, partner_id="own-1", numbered=[(TYPE, 2)])
    found = store.read(sequences.gaps, partner_id="own-1")
    assert [(one.type, one.highest, one.gaps) for one in found] == [
        (OTHER, 2, (Gap(1, 1),)),
        (TYPE, 3, ()),
    ]
