"""Routes of the loans service."""

from __future__ import annotations

from gateway.http.route import Route

LOAN = "/v1/loans/{loan_id}"
STEP = ("loan_not_found", "step_not_due")
MONEY = ("loan_not_found", "loan_closed", "date_in_future", "value_date_too_early")

APPLICATIONS = [
    Route(
        "POST",
        "/v1/loans",
        rpc="loans.apply_for_loan",
        status=201,
        location=LOAN,
        refuses=(
            "person_not_known",
            "consent_missing",
            "application_already_open",
            "date_in_future",
        ),
        summary="Apply for an entrepreneurship guarantee loan.",
    ),
    Route(
        "GET",
        "/v1/loans",
        rpc="loans.list_loans",
        summary="List loans, newest first.",
    ),
    Route(
        "GET",
        LOAN,
        rpc="loans.get_loan",
        refuses=("loan_not_found",),
        summary="Show a loan with its reviews, contract, schedule and payments.",
    ),
    Route(
        "POST",
        f"{LOAN}/resubmission",
        rpc="loans.resubmit_loan",
        refuses=STEP,
        summary="Submit a returned application again, with the parts that changed.",
    ),
    Route(
        "POST",
        f"{LOAN}/evidence-reveals",
        rpc="loans.reveal_evidence",
        refuses=("loan_not_found",),
        summary="Show the number of the applicant's paper; the person sees that it was done.",
    ),
    Route(
        "POST",
        f"{LOAN}/withdrawal",
        rpc="loans.withdraw_loan",
        refuses=STEP,
        summary="Withdraw an application before the money has moved.",
    ),
]

REVIEWS = [
    Route(
        "POST",
        f"{LOAN}/union-review",
        rpc="loans.review_by_union",
        refuses=(*STEP, "group_evidence_missing", "repeat_limit_reached"),
        summary="Recommend, return or reject an application as the union.",
    ),
    Route(
        "PUT",
        f"{LOAN}/bodies",
        rpc="loans.change_bodies",
        refuses=STEP,
        summary="Ask another guarantor or another bank, until it has decided.",
    ),
    Route(
        "POST",
        f"{LOAN}/eligibility",
        rpc="loans.decide_eligibility",
        refuses=(
            *STEP,
            "no_rule_in_force",
            "product_not_offered",
            "group_not_in_force",
            "group_evidence_not_accepted",
            "under_working_age",
            "retires_before_maturity",
            "loan_declaration_missing",
            "other_loan_outstanding",
            "staff_unknown",
            "hire_ratio_not_met",
        ),
        summary="Approve or reject the eligibility as the labour bureau.",
    ),
    Route(
        "POST",
        f"{LOAN}/guarantee",
        rpc="loans.decide_guarantee",
        refuses=(
            *STEP,
            "counter_guarantee_missing",
            "exemption_not_applicable",
            "fund_exhausted",
        ),
        summary="Approve or decline the guarantee.",
    ),
    Route(
        "POST",
        f"{LOAN}/credit",
        rpc="loans.decide_credit",
        refuses=(*STEP, "credit_over_asked"),
        summary="Approve or decline the credit as the bank.",
    ),
]

LENDING = [
    Route(
        "POST",
        f"{LOAN}/contract",
        rpc="loans.sign_contract",
        refuses=(
            *STEP,
            "date_in_future",
            "signed_before_application",
            "approval_expired",
            "no_rule_in_force",
            "product_not_offered",
            "amount_over_limit",
            "term_over_limit",
            "rate_over_cap",
            "under_working_age",
            "retires_before_maturity",
            "first_due_out_of_term",
            "plan_not_applicable",
        ),
        summary="Record the contract; its day decides the rules, the limit and the rate's cap.",
    ),
    Route(
        "POST",
        f"{LOAN}/disbursement",
        rpc="loans.disburse_loan",
        refuses=(
            *MONEY,
            "contract_not_signed",
            "amount_not_contracted",
            "already_disbursed",
            "bank_serial_reused",
        ),
        summary="Record that the loan was paid out; the same bank serial again changes nothing.",
    ),
    Route(
        "POST",
        f"{LOAN}/repayments",
        rpc="loans.record_repayment",
        refuses=(
            *MONEY,
            "not_disbursed",
            "principal_over_balance",
            "payment_id_reused",
            "empty_payment",
        ),
        summary="Record a repayment; the same payment id again changes nothing.",
    ),
    Route(
        "GET",
        "/v1/guarantee-funds/{fund_id}",
        rpc="loans.get_fund",
        refuses=("fund_not_found",),
        summary="Show what the guarantee fund of a prefecture carries.",
    ),
]

ROUTES = APPLICATIONS + REVIEWS + LENDING
