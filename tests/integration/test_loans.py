"""A loan from the application to the last payment, and where it is refused."""

import pytest

from tests.integration.making import a_loan, a_loan_form, a_person, once_known, unique

STEPS = {
    "union-review": {"verdict": "recommend", "guarantor_id": "guarantor", "bank_id": "bank"},
    "eligibility": {"verdict": "approve"},
    "guarantee": {"verdict": "approve", "share": "0.80", "counter_guarantee": "亲属保证"},
    "credit": {
        "verdict": "approve",
        "amount": "200000.00",
        "rate": "0.0350",
        "term_months": 24,
    },
    "contract": {"signed_on": "2025-06-20"},
}
DISBURSED = {"amount": "200000.00", "value_date": "2025-06-23"}


def reviewed(door, loan_id: str, until: str) -> None:
    """Take a loan through its steps, `until` included."""
    for step, body in STEPS.items():
        door.make(f"/v1/loans/{loan_id}/{step}", body)
        if step == until:
            return


def disbursed(door) -> str:
    loan_id = a_loan(door)
    reviewed(door, loan_id, "contract")
    body = DISBURSED | {"bank_serial": unique("BANK")}
    door.make(f"/v1/loans/{loan_id}/disbursement", body)
    return loan_id


def a_payment(principal: str, value_date: str = "2025-09-20") -> dict[str, str]:
    return {
        "payment_id": unique("PAY"),
        "principal": principal,
        "interest": "583.33",
        "value_date": value_date,
    }


def test_a_loan_goes_from_application_to_settled(admin):
    loan_id = disbursed(admin)
    assert admin.read(f"/v1/loans/{loan_id}")["state"] == "repaying"
    path = f"/v1/loans/{loan_id}/repayments"
    admin.make(path, a_payment("50000.00"))
    assert admin.read(f"/v1/loans/{loan_id}")["balance"] == "150000.00"
    admin.make(path, a_payment("150000.00", "2026-06-22"))
    settled = admin.read(f"/v1/loans/{loan_id}")
    assert (settled["state"], settled["balance"]) == ("settled", "0.00")


def test_a_loan_that_the_union_rejects_ends_there(admin):
    loan_id = a_loan(admin)
    verdict = {"verdict": "reject", "reason": "材料不实"}
    admin.make(f"/v1/loans/{loan_id}/union-review", verdict)
    assert admin.read(f"/v1/loans/{loan_id}")["state"] == "rejected"
    refused = admin.post(f"/v1/loans/{loan_id}/eligibility", STEPS["eligibility"])
    assert (refused.status, refused["code"]) == (409, "step_not_due")


def test_a_returned_application_comes_back_and_goes_on(admin):
    loan_id = a_loan(admin)
    verdict = {"verdict": "return", "reason": "请补充经营场所证明"}
    admin.make(f"/v1/loans/{loan_id}/union-review", verdict)
    form = a_loan_form("unused")
    kept = ("product", "amount", "term_months", "purpose", "business_name", "group_code")
    changes = {name: form[name] for name in (*kept, "group_evidence")}
    admin.make(f"/v1/loans/{loan_id}/resubmission", changes)
    reviewed(admin, loan_id, "eligibility")
    assert admin.read(f"/v1/loans/{loan_id}")["state"] == "guarantee_review"


def test_a_contract_over_the_rate_cap_of_its_day_is_refused(admin):
    loan_id = a_loan(admin)
    reviewed(admin, loan_id, "guarantee")
    refused = admin.post(f"/v1/loans/{loan_id}/credit", STEPS["credit"] | {"rate": "0.0500"})
    if refused.status == 200:
        refused = admin.post(f"/v1/loans/{loan_id}/contract", STEPS["contract"])
    assert (refused.status, refused["code"]) == (409, "rate_over_cap")


def test_no_step_of_the_way_can_be_skipped(admin):
    loan_id = a_loan(admin)
    body = DISBURSED | {"bank_serial": unique("BANK")}
    refused = admin.post(f"/v1/loans/{loan_id}/disbursement", body)
    assert refused.status == 409
    assert admin.read(f"/v1/loans/{loan_id}")["state"] == "union_review"


def test_a_payment_that_comes_twice_is_booked_once(admin):
    loan_id = disbursed(admin)
    payment = a_payment("50000.00")
    admin.make(f"/v1/loans/{loan_id}/repayments", payment)
    admin.make(f"/v1/loans/{loan_id}/repayments", payment)
    assert admin.read(f"/v1/loans/{loan_id}")["balance"] == "150000.00"


def test_nobody_repays_more_than_is_owed(admin):
    loan_id = disbursed(admin)
    refused = admin.post(f"/v1/loans/{loan_id}/repayments", a_payment("200000.01"))
    assert (refused.status, refused["code"]) == (409, "principal_over_balance")


def test_a_person_has_one_open_application_at_a_time(admin):
    loan_id = a_loan(admin)
    person_id = admin.read(f"/v1/loans/{loan_id}")["person_id"]
    again = admin.post("/v1/loans", a_loan_form(person_id))
    assert (again.status, again["code"]) == (409, "application_already_open")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "200000.001"}, "amount"),
        ({"amount": "-5.00"}, "amount"),
        ({"term_months": 0}, "term_months"),
        ({"applied_on": "2025-02-30"}, "applied_on"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_application_with_a_bad_field_is_refused_by_its_name(admin, changes, field):
    form = a_loan_form(a_person(admin), **changes)
    refused = once_known(lambda: admin.post("/v1/loans", form))
    assert (refused.status, refused["code"]) == (422, "invalid")
    assert field in str(refused["errors"])


def test_a_bank_may_not_decide_for_the_union(admin, as_):
    loan_id = a_loan(admin)
    bank = as_("bank", partner_id="bank")
    refused = bank.post(f"/v1/loans/{loan_id}/union-review", STEPS["union-review"])
    assert (refused.status, refused["code"]) == (403, "role_not_allowed")
