"""What this service is told and asked by RPC."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from loans.domain.application import Application, Evidence, OtherLoan
from loans.domain.loan import LoanState
from loans.schemas.base import day, money, one_of, optional, ref, share, text, whole

PRODUCTS = ("individual", "dai_mian_fu_bu", "small_business")
TERM_MONTHS_MOST = 60


class Command(Schema):
    class Meta:
        unknown = RAISE


class LoanId(Command):
    loan_id = ref()


class RevealEvidence(LoanId):
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 200))


class GivenEvidence(Command):
    kind = text(64)
    reference = text(64)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Evidence:
        return Evidence(**given)


class DeclaredLoan(Command):
    holder = one_of("applicant", "spouse")
    kind = text(64)
    amount = money()

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> OtherLoan:
        return OtherLoan(**given)


class Consents(Command):
    credit_query = fields.Boolean(required=True)
    data_use = fields.Boolean(required=True)


def _evidence() -> fields.Nested:
    return fields.Nested(GivenEvidence, required=False, allow_none=True)


def _declared() -> fields.List[Any]:
    most = validate.Length(max=20)
    return fields.List(fields.Nested(DeclaredLoan), required=False, allow_none=True, validate=most)


class ApplyForLoan(Command):
    """Loads to the arguments of apply_for_loan: the form becomes one Application."""

    person_id = ref()
    region = optional(6)
    consents = fields.Nested(Consents, required=True)
    product = one_of(*PRODUCTS)
    amount = money()
    term_months = whole(1, TERM_MONTHS_MOST)
    purpose = text(500)
    business_name = text(100)
    group_code = whole(1, 99)
    group_evidence = _evidence()
    partners = whole(1, 50, required=False)
    staff = whole(1, 100_000, required=False, allow_none=True)
    new_hires = whole(0, 100_000, required=False, allow_none=True)
    other_loans = _declared()
    applied_on = day(required=False, allow_none=True)

    @post_load
    def build(self, form: dict[str, Any], **_: Any) -> dict[str, Any]:
        outer = {name: form.pop(name, None) for name in ("person_id", "region", "consents")}
        return {**outer, "application": Application(**_owed(form))}


class ResubmitLoan(Command):
    """The parts that changed; the person stays."""

    loan_id = ref()
    product = one_of(*PRODUCTS, required=False)
    amount = money(required=False)
    term_months = whole(1, TERM_MONTHS_MOST, required=False)
    purpose = text(500, required=False)
    business_name = text(100, required=False)
    group_code = whole(1, 99, required=False)
    group_evidence = _evidence()
    partners = whole(1, 50, required=False)
    staff = whole(1, 100_000, required=False, allow_none=True)
    new_hires = whole(0, 100_000, required=False, allow_none=True)
    other_loans = _declared()

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"loan_id": given.pop("loan_id"), "changes": _owed(given)}


def _owed(form: dict[str, Any]) -> dict[str, Any]:
    if form.get("other_loans") is not None:
        form["other_loans"] = tuple(form["other_loans"])
    return form


class ReviewByUnion(LoanId):
    verdict = one_of("recommend", "return", "reject")
    guarantor_id = ref(required=False, allow_none=True)
    bank_id = ref(required=False, allow_none=True)
    reason = optional(500)


class ChangeBodies(LoanId):
    guarantor_id = ref()
    bank_id = ref()


class DecideEligibility(LoanId):
    verdict = one_of("approve", "reject")
    reason = optional(500)


class DecideGuarantee(LoanId):
    verdict = one_of("approve", "decline")
    share = share(required=False, allow_none=True)
    counter_guarantee = optional(64)
    exemption_code = optional(64)
    reason = optional(500)


class DecideCredit(LoanId):
    verdict = one_of("approve", "decline")
    amount = money(required=False, allow_none=True)
    rate = share(required=False, allow_none=True)
    term_months = whole(1, TERM_MONTHS_MOST, required=False, allow_none=True)
    reason = optional(500)


class SignContract(LoanId):
    signed_on = day()
    first_due_on = day(required=False, allow_none=True)
    plan = optional(64)


class DisburseLoan(LoanId):
    bank_serial = ref()
    amount = money()
    value_date = day()


class RecordRepayment(LoanId):
    payment_id = ref()
    principal = money("0.00")
    interest = money("0.00")
    value_date = day()


class ListLoans(Command):
    region = fields.String(validate=validate.Regexp(r"\A53\d{4}\Z"), required=False)
    state = one_of(*(state.value for state in LoanState), required=False)
    person_id = ref(required=False)
    cursor = ref(required=False, allow_none=True)
    limit = whole(1, 200, required=False)


class FundId(Command):
    fund_id = ref()


class CountProgramme(Command):
    year = whole(2000, 2099)
