"""What this service answers. Money and rates are text."""

from __future__ import annotations

from marshmallow import Schema, fields


def figure(attribute: str | None = None) -> fields.Decimal:
    return fields.Decimal(as_string=True, attribute=attribute)


def asked(name: str) -> str:
    return f"application.{name}"


class EvidenceView(Schema):
    kind = fields.String()


class PaperView(Schema):
    loan_id = fields.String()
    kind = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)


class OtherLoanView(Schema):
    holder = fields.String()
    kind = fields.String()
    amount = figure()


class GuaranteeView(Schema):
    fund_id = fields.String()
    share = figure()
    counter_guarantee = fields.String()
    exemption_code = fields.String()


class CreditView(Schema):
    amount = figure()
    rate = figure()
    term_months = fields.Integer()
    approved_on = fields.Date()


class InstalmentView(Schema):
    due_on = fields.Date()
    principal = figure()
    interest = figure()


class ContractView(Schema):
    amount = figure()
    rate = figure()
    lpr = figure()
    cap = figure()
    rule_version = fields.String()
    subsidy = fields.String()
    signed_on = fields.Date()
    matures_on = fields.Date()
    plan = fields.String()
    schedule = fields.List(fields.Nested(InstalmentView))


class DisbursementView(Schema):
    bank_serial = fields.String()
    amount = figure()
    value_date = fields.Date()


class PaymentView(Schema):
    payment_id = fields.String()
    principal = figure()
    interest = figure()
    value_date = fields.Date()


class LoanView(Schema):
    loan_id = fields.String()
    person_id = fields.String()
    region = fields.String()
    key_groups = fields.List(fields.String())
    state = fields.String()
    reason = fields.String()
    product = fields.String(attribute=asked("product"))
    amount = figure(asked("amount"))
    term_months = fields.Integer(attribute=asked("term_months"))
    purpose = fields.String(attribute=asked("purpose"))
    business_name = fields.String(attribute=asked("business_name"))
    group_code = fields.Integer(attribute=asked("group_code"))
    group_evidence = fields.Nested(EvidenceView, attribute=asked("group_evidence"))
    partners = fields.Integer(attribute=asked("partners"))
    staff = fields.Integer(attribute=asked("staff"))
    new_hires = fields.Integer(attribute=asked("new_hires"))
    other_loans = fields.List(fields.Nested(OtherLoanView), attribute=asked("other_loans"))
    applied_on = fields.Date(attribute=asked("applied_on"))
    consented_at = fields.AwareDateTime()
    rule_version = fields.String()
    guarantor_id = fields.String(attribute="bodies.guarantor_id", dump_default=None)
    bank_id = fields.String(attribute="bodies.bank_id", dump_default=None)
    guarantee = fields.Nested(GuaranteeView)
    credit = fields.Nested(CreditView)
    contract = fields.Nested(ContractView)
    disbursement = fields.Nested(DisbursementView)
    payments = fields.List(fields.Nested(PaymentView))
    balance = figure()
    settled_on = fields.Date()
    version = fields.Integer()


class LoansView(Schema):
    """A page."""

    rows = fields.List(fields.Nested(LoanView))
    next_cursor = fields.String()


class FundView(Schema):
    fund_id = fields.String()
    exposure = figure()
    version = fields.Integer()
