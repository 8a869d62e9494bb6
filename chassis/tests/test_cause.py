"""What is stored of a fault, and how it reads."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import bson
import pytest
from thing import NameTaken

from chassis.domain import Early
from chassis.storage import cause


def raised(error: Exception) -> Exception:
    with contextlib.suppress(type(error)):
        raise error
    return error


@pytest.mark.parametrize(
    ("given", "label"),
    [
        (cause.of(RuntimeError("李某")), "failed: RuntimeError"),
        (cause.of(NameTaken(name="a")), "refused: name_taken"),
        (cause.of(Early("person")), "early: waits for person"),
        (cause.invalid("body is not JSON"), "invalid: body is not JSON"),
        (cause.invalid({"name": ["Missing."], "amount": ["Wrong."]}), "invalid: amount, name"),
        ({"kind": "behind"}, "behind"),
    ],
)
def test_a_cause_reads_as_one_line_that_is_the_same_for_the_same_fault(given, label):
    assert cause.label(given) == label


def test_a_fault_is_told_with_the_place_where_it_was_raised():
    label = cause.label(cause.of(raised(KeyError("身份证"))))
    assert label is not None
    assert label.startswith("failed: KeyError at test_cause.py:")


def test_whatever_a_schema_or_a_rule_says_can_be_stored():
    said = cause.invalid({"rows": {0: {"amount": ["Not a number."]}}})
    refused = cause.of(NameTaken(most=Decimal("1.50"), number=2**70, places=(1, 2)))
    assert bson.decode(bson.encode(said))["reason"]["rows"]["0"]["amount"] == ["Not a number."]
    assert refused["facts"] == {"most": "1.50", "number": str(2**70), "places": [1, 2]}
    bson.encode(refused)
