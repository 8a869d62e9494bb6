"""What this service answers. Money and rates are text."""

from __future__ import annotations

from chassis.fields import (
    View,
    choice,
    day,
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
from loans.domain.loan import LoanState
from loans.schemas.commands import PRODUCTS


def asked(name: str) -> str:
    return f"application.{name}"


class EvidenceView(View):
    kind = text(64, example="migrant_work_statement")


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
    bank_serial = text(64, example="ICBC202503120001")
    amount = money()
    value_date = day(example="2025-03-12")


class PaymentView(View):
    payment_id = text(64, example="RP202603100001")
    principal = part_of_money(example="20000.00")
    interest = part_of_money(example="7200.00")
    value_date = day(example="2026-03-10")


class LoanView(View):
    loan_id = ref()
    person_id = ref()
    region = region()
    key_groups = many(text(32, example="migrant"), description="Of the borrower when asking.")
    state = choice([state.value for state in LoanState], example="repaying")
    reason = text(500, example="缺外出务工证明", allow_none=True)
    product = choice(PRODUCTS, attribute=asked("product"))
    amount = money(description="What was asked for.", attribute=asked("amount"))
    term_months = whole(example=36, attribute=asked("term_months"))
    purpose = text(500, example="开一家米线店", attribute=asked("purpose"))
    business_name = text(100, example="五华区小锅米线店", attribute=asked("business_name"))
    group_code = whole(example=7, attribute=asked("group_code"))
    group_evidence = part(EvidenceView, allow_none=True, attribute=asked("group_evidence"))
    partners = whole(example=1, attribute=asked("partners"))
    staff = whole(example=50, allow_none=True, attribute=asked("staff"))
    new_hires = whole(example=5, allow_none=True, attribute=asked("new_hires"))
    other_loans = many(part(OtherLoanView), allow_none=True, attribute=asked("other_loans"))
    applied_on = day(example="2025-03-01", allow_none=True, attribute=asked("applied_on"))
    consented_at = moment()
    rule_version = text(64, example="caijin-2023-75", allow_none=True)
    guarantor_id = text(
        64,
        example="jiaotou-km",
        allow_none=True,
        attribute="bodies.guarantor_id",
        dump_default=None,
    )
    bank_id = text(
        64, example="icbc-km", allow_none=True, attribute="bodies.bank_id", dump_default=None
    )
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
