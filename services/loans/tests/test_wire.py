"""Bad input is named by field and reason; answers are text where they are money."""

from __future__ import annotations

import json

import pytest
from marshmallow import ValidationError

from loans.schemas import commands, heard
from loans.schemas.views import LoanView

FORM = {
    "person_id": "p-1",
    "product": "individual",
    "amount": "200000.00",
    "term_months": 36,
    "purpose": "开一家米线店",
    "business_name": "小锅米线店",
    "group_code": 7,
    "consents": {"credit_query": True, "data_use": True},
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 200000),
        ("amount", "200000.001"),
        ("amount", "0.00"),
        ("amount", "-1.00"),
        ("amount", "1e5"),
        ("amount", "NaN"),
        ("amount", "２００００"),
        ("amount", None),
        ("term_months", "36"),
        ("term_months", 0),
        ("term_months", 36.5),
        ("purpose", "  "),
        ("purpose", "x" * 501),
        ("product", "consumer"),
        ("group_code", True),
        ("applied_on", "2025-02-30"),
        ("applied_on", "20250301"),
        ("consents", {"credit_query": True}),
        ("group_evidence", {"kind": "diploma"}),
        ("other_loans", [{"holder": "cousin", "kind": "car", "amount": "1.00"}]),
        ("favourite_colour", "red"),
    ],
)
def test_a_bad_field_is_named(field, value):
    with pytest.raises(ValidationError) as wrong:
        commands.ApplyForLoan().load({**FORM, field: value})
    assert list(wrong.value.messages) == [field]


def test_every_missing_field_is_named_at_once():
    with pytest.raises(ValidationError) as wrong:
        commands.ApplyForLoan().load({})
    assert set(wrong.value.messages) == set(FORM)


@pytest.mark.parametrize("rate", ["3.45", "1.01", "0", "-0.01", 0.0345, "0.03455555"])
def test_a_rate_is_a_fraction_as_text(rate):
    with pytest.raises(ValidationError) as wrong:
        commands.DecideCredit().load(
            {"loan_id": "l-1", "verdict": "approve", "amount": "1.00", "rate": rate}
        )
    assert list(wrong.value.messages) == ["rate"]


def test_amounts_get_two_decimals():
    loaded = commands.DisburseLoan().load(
        {"loan_id": "l-1", "bank_serial": "S-1", "amount": "200000", "value_date": "2025-03-12"}
    )
    assert str(loaded["amount"]) == "200000.00"


def test_a_bank_may_report_more_than_is_read_here():
    report = {
        "loan_id": "l-1",
        "payment_id": "P-1",
        "principal": "0.00",
        "interest": "7200.00",
        "value_date": "2025-06-21",
        "branch": "五华支行",
    }
    assert "branch" not in heard.RepaymentReported(unknown="exclude").load(report)


def test_an_answer_is_json_with_money_as_text(desk):
    shown = json.loads(json.dumps(LoanView().dump(desk.repays(desk.disbursed(), "20000.00"))))
    assert (shown["amount"], shown["balance"], shown["state"]) == (
        "200000.00",
        "180000.00",
        "repaying",
    )
    assert shown["contract"]["schedule"][0] == {
        "due_on": "2025-06-10",
        "principal": "0.00",
        "interest": "1763.33",
    }
    assert shown["payments"][0]["payment_id"] == "P-1"
    assert shown["version"] == 8


def test_what_is_not_there_yet_is_null(desk):
    shown = LoanView().dump(desk.applies())
    assert (shown["contract"], shown["guarantee"], shown["payments"]) == (None, None, [])
