"""What this service is told and asked by RPC. Money and rates are text."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from chassis.fields import (
    Command,
    Paging,
    choice,
    day,
    flag,
    many,
    money,
    part,
    part_of_money,
    rate,
    ref,
    region,
    text,
    whole,
    year,
)
from loans.domain import application
from loans.domain.application import Application
from loans.domain.loan import LoanState

PRODUCTS = ("individual", "dai_mian_fu_bu", "small_business")
TERM_MONTHS_MOST = 60


class LoanId(Command):
    loan_id = ref()


class RevealEvidence(LoanId):
    reason = text(
        200,
        example="eligibility review",
        required=False,
        allow_none=True,
        description="What it is needed for; the person sees it.",
    )


class Evidence(Command):
    kind = text(
        64,
        example="migrant_work_statement",
        description="A kind that proves the group: employment_certificate (1), "
        "hardship_recognition, disability_certificate (2), service_certificate (3), "
        "justice_document (4), diploma, degree_verification, employment_contract (5), "
        "company_statement (6), migrant_work_statement (7), shop_registration (8), "
        "rural_revitalisation_statement (9), rural_household_registration (10).",
    )
    reference = text(64, example="村证2025-018", description="The number it is found under.")

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> application.Evidence:
        return application.Evidence(**given)


class OtherLoan(Command):
    holder = choice(["applicant", "spouse"])
    kind = text(
        64,
        example="housing",
        description="Tolerated: student, poverty_alleviation, housing, car, "
        "small_consumer up to 50000.",
    )
    amount = money(example="350000.00")

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> application.OtherLoan:
        return application.OtherLoan(**given)


class Consents(Command):
    credit_query = flag(description="The bank may ask for the credit report.")
    data_use = flag(description="The reviewing bodies may use the application.")


class ApplyForLoan(Command):
    """Loads to the arguments of apply_for_loan: the form becomes one Application."""

    person_id = ref()
    product = choice(PRODUCTS)
    amount = money()
    term_months = whole(1, TERM_MONTHS_MOST, example=36)
    purpose = text(500, example="开一家米线店")
    business_name = text(100, example="五华区小锅米线店")
    group_code = whole(1, 99, example=7, description="The group (1 to 10) of the ten entitled.")
    group_evidence = part(Evidence, required=False, allow_none=True)
    region = region(
        required=False, allow_none=True, description="The county; else where the person lives."
    )
    consents = part(Consents)
    partners = whole(1, 50, example=1, required=False)
    staff = whole(
        1, 100_000, example=50, required=False, allow_none=True, description="small_business only."
    )
    new_hires = whole(
        0,
        100_000,
        example=5,
        required=False,
        allow_none=True,
        description="People of the ten groups hired in the twelve months before.",
    )
    other_loans = many(
        part(OtherLoan),
        20,
        required=False,
        allow_none=True,
        description="What applicant and spouse owe elsewhere; [] is nothing, null undeclared.",
    )
    applied_on = day(
        example="2025-03-01",
        required=False,
        allow_none=True,
        description="The day on the form, when it is entered later.",
    )

    @post_load
    def build(self, form: dict[str, Any], **_: Any) -> dict[str, Any]:
        outer = {name: form.pop(name, None) for name in ("person_id", "region", "consents")}
        return {**outer, "application": Application(**_owed(form))}


class ResubmitLoan(LoanId):
    """The parts that changed; the person stays."""

    product = choice(PRODUCTS, required=False)
    amount = money(required=False)
    term_months = whole(1, TERM_MONTHS_MOST, example=36, required=False)
    purpose = text(500, example="开一家米线店", required=False)
    business_name = text(100, example="五华区小锅米线店", required=False)
    group_code = whole(1, 99, example=7, required=False)
    group_evidence = part(Evidence, required=False, allow_none=True)
    partners = whole(1, 50, example=1, required=False)
    staff = whole(1, 100_000, example=50, required=False, allow_none=True)
    new_hires = whole(0, 100_000, example=5, required=False, allow_none=True)
    other_loans = many(part(OtherLoan), 20, required=False, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"loan_id": given.pop("loan_id"), "changes": _owed(given)}


def _owed(form: dict[str, Any]) -> dict[str, Any]:
    if form.get("other_loans") is not None:
        form["other_loans"] = tuple(form["other_loans"])
    return form


def _body_id(example: str, description: str) -> fields.String:
    return text(64, example=example, required=False, allow_none=True, description=description)


def _why() -> fields.String:
    return text(
        500,
        example="缺外出务工证明",
        required=False,
        allow_none=True,
        description="Needed for every verdict against the application.",
    )


class ReviewByUnion(LoanId):
    verdict = choice(["recommend", "return", "reject"])
    guarantor_id = _body_id("jiaotou-km", "Who is asked to guarantee; needed to recommend.")
    bank_id = _body_id("icbc-km", "Who is asked to lend; needed to recommend.")
    reason = _why()


class ChangeBodies(LoanId):
    guarantor_id = text(64, example="jiaotou-km")
    bank_id = text(64, example="icbc-km")


class DecideEligibility(LoanId):
    verdict = choice(["approve", "reject"])
    reason = _why()


class DecideGuarantee(LoanId):
    verdict = choice(["approve", "decline"])
    share = rate(
        example="0.80",
        least="0",
        required=False,
        allow_none=True,
        description="The part of a loss that the fund bears; needed to approve.",
    )
    counter_guarantee = text(
        64,
        example="反担保2025-007",
        required=False,
        allow_none=True,
        description="Its reference; needed to approve unless exempt.",
    )
    exemption_code = text(
        64,
        example="credit_community",
        required=False,
        allow_none=True,
        description="amount_up_to_100000, dai_mian_fu_bu, incubation_base, credit_community, "
        "prefecture_honour, credit_worthy or trusted_second_time.",
    )
    reason = _why()


class DecideCredit(LoanId):
    verdict = choice(["approve", "decline"])
    amount = money(required=False, allow_none=True, description="At most what was asked for.")
    rate = rate(
        example="0.0345",
        least="0",
        required=False,
        allow_none=True,
        description="A year; at most the cap of the day of the contract.",
    )
    term_months = whole(1, TERM_MONTHS_MOST, example=36, required=False, allow_none=True)
    reason = _why()


class SignContract(LoanId):
    signed_on = day(example="2025-03-10")
    first_due_on = day(
        example="2025-03-21",
        required=False,
        allow_none=True,
        description="The first day on which the bank collects interest.",
    )
    plan = choice(
        ["bullet", "equal_principal", "ten_twenty_seventy"],
        required=False,
        allow_none=True,
        description="Else the usual one of the product.",
    )


class DisburseLoan(LoanId):
    bank_serial = text(64, example="ICBC202503120001")
    amount = money(description="The contract's amount.")
    value_date = day(example="2025-03-12")


class RecordRepayment(LoanId):
    payment_id = text(64, example="RP202603100001")
    principal = part_of_money(example="20000.00")
    interest = part_of_money(example="7200.00")
    value_date = day(example="2026-03-10")


class ListLoans(Paging):
    region = region(required=False, description="A county, a prefecture or the province.")
    state = choice([state.value for state in LoanState], required=False)
    person_id = ref(required=False)


class FundId(Command):
    fund_id = ref(example="530100")


class CountProgramme(Command):
    year = year()
