"""Guarantee loans on the public interface. Money and rates are text."""

from __future__ import annotations

from marshmallow import fields

from chassis.fields import (
    Command,
    Paging,
    View,
    choice,
    day,
    flag,
    many,
    moment,
    money,
    part,
    part_of_money,
    rate,
    ref,
    region,
    text,
    whole,
)

PRODUCTS = ("individual", "dai_mian_fu_bu", "small_business")
STATES = (
    "union_review",
    "returned",
    "eligibility_review",
    "guarantee_review",
    "bank_review",
    "approved",
    "signed",
    "repaying",
    "settled",
    "rejected",
    "declined",
    "withdrawn",
)
TERM_MONTHS_MOST = 60
SERIAL = "ICBC202503120001"
PAYMENT = "RP202603100001"


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


class OtherLoan(Command):
    holder = choice(["applicant", "spouse"])
    kind = text(
        64,
        example="housing",
        description="Tolerated: student, poverty_alleviation, housing, car, "
        "small_consumer up to 50000.",
    )
    amount = money(example="350000.00")


class Consents(Command):
    credit_query = flag(description="The bank may ask for the credit report.")
    data_use = flag(description="The reviewing bodies may use the application.")


class ApplyForLoan(Command):
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


class ResubmitLoan(Command):
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


def body_id(example: str, description: str) -> fields.String:
    return text(64, example=example, required=False, allow_none=True, description=description)


def why() -> fields.String:
    return text(
        500,
        example="缺外出务工证明",
        required=False,
        allow_none=True,
        description="Needed for every verdict against the application.",
    )


class ReviewByUnion(Command):
    verdict = choice(["recommend", "return", "reject"])
    guarantor_id = body_id("jiaotou-km", "Who is asked to guarantee; needed to recommend.")
    bank_id = body_id("icbc-km", "Who is asked to lend; needed to recommend.")
    reason = why()


class ChangeBodies(Command):
    guarantor_id = text(64, example="jiaotou-km")
    bank_id = text(64, example="icbc-km")


class DecideEligibility(Command):
    verdict = choice(["approve", "reject"])
    reason = why()


class DecideGuarantee(Command):
    verdict = choice(["approve", "decline"])
    share = rate(
        example="0.80",
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
    reason = why()


class DecideCredit(Command):
    verdict = choice(["approve", "decline"])
    amount = money(required=False, allow_none=True, description="At most what was asked for.")
    rate = rate(
        example="0.0345",
        required=False,
        allow_none=True,
        description="A year; at most the cap of the day of the contract.",
    )
    term_months = whole(1, TERM_MONTHS_MOST, example=36, required=False, allow_none=True)
    reason = why()


class SignContract(Command):
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


class DisburseLoan(Command):
    bank_serial = text(64, example=SERIAL)
    amount = money(description="The contract's amount.")
    value_date = day(example="2025-03-12")


class RecordRepayment(Command):
    payment_id = text(64, example=PAYMENT)
    principal = part_of_money(example="20000.00")
    interest = part_of_money(example="7200.00")
    value_date = day(example="2026-03-10")


class LoansQuery(Paging):
    region = region(required=False, description="A county, a prefecture or the province.")
    state = choice(STATES, required=False)
    person_id = ref(required=False)


class EvidenceView(View):
    kind = text(64, example="migrant_work_statement")


class RevealEvidence(Command):
    reason = text(
        200,
        example="eligibility review",
        required=False,
        allow_none=True,
        description="What it is needed for; the person sees it.",
    )


class PaperView(View):
    loan_id = ref()
    kind = text(64, example="migrant_work_statement", allow_none=True)
    reference = text(64, example="村证2025-018", allow_none=True)


class OtherLoanView(View):
    holder = choice(["applicant", "spouse"])
    kind = text(64, example="housing")
    amount = money(example="350000.00")


class GuaranteeView(View):
    fund_id = region(example="530100", description="The fund of the prefecture.")
    share = rate(example="0.80")
    counter_guarantee = text(64, example="反担保2025-007", allow_none=True)
    exemption_code = text(64, example="credit_community", allow_none=True)


class CreditView(View):
    amount = money()
    rate = rate(example="0.0345")
    term_months = whole(example=36)
    approved_on = day(example="2025-03-07")


class InstalmentView(View):
    due_on = day(example="2025-03-21")
    principal = part_of_money(example="0.00")
    interest = part_of_money(example="210.83")


class ContractView(View):
    amount = money()
    lpr = rate(example="0.0310", description="The reference rate of the day of signing.")
    cap = rate(example="0.0360")
    rate = rate(example="0.0345")
    rule_version = text(64, example="caijin-2023-75")
    subsidy = choice(["full", "g21", "g75"], example="g75", description="Who bears the interest.")
    signed_on = day(example="2025-03-10")
    matures_on = day(example="2028-03-10")
    plan = text(64, example="bullet")
    schedule = many(part(InstalmentView), 200)


class DisbursementView(View):
    bank_serial = text(64, example=SERIAL)
    amount = money()
    value_date = day(example="2025-03-12")


class PaymentView(View):
    payment_id = text(64, example=PAYMENT)
    principal = part_of_money(example="20000.00")
    interest = part_of_money(example="7200.00")
    value_date = day(example="2026-03-10")


class LoanView(View):
    loan_id = ref()
    person_id = ref()
    region = region()
    key_groups = many(text(32, example="migrant"), description="Of the borrower when asking.")
    state = choice(STATES, example="repaying")
    reason = text(500, example="缺外出务工证明", allow_none=True)
    product = choice(PRODUCTS)
    amount = money(description="What was asked for.")
    term_months = whole(example=36)
    purpose = text(500, example="开一家米线店")
    business_name = text(100, example="五华区小锅米线店")
    group_code = whole(example=7)
    group_evidence = part(EvidenceView, allow_none=True)
    partners = whole(example=1)
    staff = whole(example=50, allow_none=True)
    new_hires = whole(example=5, allow_none=True)
    other_loans = many(part(OtherLoanView), allow_none=True)
    applied_on = day(example="2025-03-01", allow_none=True)
    consented_at = moment()
    rule_version = text(64, example="caijin-2023-75", allow_none=True)
    guarantor_id = text(64, example="jiaotou-km", allow_none=True)
    bank_id = text(64, example="icbc-km", allow_none=True)
    guarantee = part(GuaranteeView, allow_none=True)
    credit = part(CreditView, allow_none=True)
    contract = part(ContractView, allow_none=True)
    disbursement = part(DisbursementView, allow_none=True)
    payments = many(part(PaymentView), 1000)
    balance = part_of_money(example="180000.00")
    settled_on = day(example="2028-03-10", allow_none=True)
    version = whole(example=8)


class FundView(View):
    fund_id = region(example="530100")
    exposure = part_of_money(example="160000.00")
    version = whole(example=1)
