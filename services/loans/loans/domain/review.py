"""The four reviews: union, labour bureau, guarantor, bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from loans.domain.application import Application, check_eligible
from loans.domain.loan import Bodies, Credit, Guarantee, Loan, LoanState
from loans.domain.person import KnownPerson
from loans.domain.policy import Policy
from loans.domain.rule import Rule
from loans.errors import (
    CounterGuaranteeMissing,
    CreditOverAsked,
    ExemptionNotApplicable,
    GroupEvidenceMissing,
    RepeatLimitReached,
)
from loans.events import (
    CreditApproved,
    CreditDeclined,
    EligibilityApproved,
    EligibilityRejected,
    GuaranteeApproved,
    GuaranteeDeclined,
    LoanBodiesChanged,
    LoanRecommended,
    LoanRejected,
    LoanResubmitted,
    LoanReturned,
)


def recommend(
    loan: Loan, earlier_loans: int, rule: Rule, bodies: Bodies
) -> tuple[Loan, LoanRecommended]:
    """The union recommends, to a guarantor and a bank: evidence is attached, and the person had
    fewer loans than allowed."""
    loan.expect(LoanState.UNION_REVIEW)
    if loan.application.group_evidence is None:
        raise GroupEvidenceMissing(group_code=loan.application.group_code)
    if earlier_loans >= rule.times:
        raise RepeatLimitReached(loans=earlier_loans, allowed=rule.times)
    recommended = replace(loan, state=LoanState.ELIGIBILITY_REVIEW, bodies=bodies)
    return recommended, recommended.tell(LoanRecommended)


def change_bodies(loan: Loan, bodies: Bodies) -> tuple[Loan, LoanBodiesChanged]:
    """Another guarantor or bank is asked; whoever has decided stays."""
    loan.expect(LoanState.ELIGIBILITY_REVIEW, LoanState.GUARANTEE_REVIEW, LoanState.BANK_REVIEW)
    if loan.guarantee and loan.bodies and bodies.guarantor_id != loan.bodies.guarantor_id:
        loan.expect(LoanState.ELIGIBILITY_REVIEW, LoanState.GUARANTEE_REVIEW)
    changed = replace(
        loan,
        bodies=bodies,
        guarantor_id=bodies.guarantor_id if loan.rule_version else None,
        bank_id=bodies.bank_id if loan.guarantee else None,
    )
    return changed, changed.tell(LoanBodiesChanged)


def send_back(loan: Loan, reason: str) -> tuple[Loan, LoanReturned]:
    """The union wants something fixed; the applicant may submit again."""
    loan.expect(LoanState.UNION_REVIEW)
    returned = replace(loan, state=LoanState.RETURNED, reason=reason)
    return returned, loan.tell(LoanReturned, reason=reason)


def reject(loan: Loan, reason: str) -> tuple[Loan, LoanRejected]:
    """The union does not recommend."""
    loan.expect(LoanState.UNION_REVIEW)
    rejected = loan.end(LoanState.REJECTED, reason)
    return rejected, loan.tell(LoanRejected, stage=loan.state.value, reason=reason)


def resubmit(loan: Loan, application: Application) -> tuple[Loan, LoanResubmitted]:
    """The applicant fixed what the union asked for."""
    loan.expect(LoanState.RETURNED)
    again = replace(loan, state=LoanState.UNION_REVIEW, application=application, reason=None)
    return again, loan.tell(LoanResubmitted)


def find_eligible(
    loan: Loan, person: KnownPerson, policy: Policy, rule: Rule, on: date
) -> tuple[Loan, EligibilityApproved]:
    """The labour bureau confirms group, age, declared loans and hires under a rule version."""
    loan.expect(LoanState.ELIGIBILITY_REVIEW)
    check_eligible(loan.application, person, policy, rule, on)
    eligible = replace(
        loan,
        state=LoanState.GUARANTEE_REVIEW,
        rule_version=rule.version,
        guarantor_id=loan.bodies.guarantor_id if loan.bodies else None,
    )
    return eligible, eligible.tell(EligibilityApproved, rule_version=rule.version)


def find_ineligible(loan: Loan, reason: str) -> tuple[Loan, EligibilityRejected]:
    loan.expect(LoanState.ELIGIBILITY_REVIEW)
    rejected = loan.end(LoanState.REJECTED, reason)
    return rejected, loan.tell(EligibilityRejected, reason=reason)


def guarantee(loan: Loan, given: Guarantee, policy: Policy) -> tuple[Loan, GuaranteeApproved]:
    """The guarantor takes its share, against a counter-guarantee or with an exemption."""
    loan.expect(LoanState.GUARANTEE_REVIEW)
    _check_counter_guarantee(loan.application, given, policy)
    guaranteed = replace(
        loan,
        state=LoanState.BANK_REVIEW,
        guarantee=given,
        bank_id=loan.bodies.bank_id if loan.bodies else None,
    )
    return guaranteed, guaranteed.tell(GuaranteeApproved, share=given.share)


def _check_counter_guarantee(asked: Application, given: Guarantee, policy: Policy) -> None:
    if given.counter_guarantee is not None:
        return
    if given.exemption_code is None:
        raise CounterGuaranteeMissing(product=asked.product)
    exemption = policy.exemption(given.exemption_code)
    if exemption is None or not exemption.applies(asked.product, asked.amount):
        raise ExemptionNotApplicable(exemption_code=given.exemption_code)


def decline_guarantee(loan: Loan, reason: str) -> tuple[Loan, GuaranteeDeclined]:
    loan.expect(LoanState.GUARANTEE_REVIEW)
    declined = loan.end(LoanState.DECLINED, reason)
    return declined, loan.tell(GuaranteeDeclined, reason=reason)


def approve_credit(
    loan: Loan, amount: Decimal, rate: Decimal, term_months: int, on: date
) -> tuple[Loan, CreditApproved]:
    """The bank lends at most what was asked for."""
    loan.expect(LoanState.BANK_REVIEW)
    asked = loan.application.amount
    if amount > asked:
        raise CreditOverAsked(asked=str(asked), amount=str(amount))
    credit = Credit(amount, rate, term_months, on)
    approved = replace(loan, state=LoanState.APPROVED, credit=credit)
    return approved, loan.tell(CreditApproved, amount=amount, rate=rate, term_months=term_months)


def decline_credit(loan: Loan, reason: str) -> tuple[Loan, CreditDeclined]:
    loan.expect(LoanState.BANK_REVIEW)
    declined = loan.end(LoanState.DECLINED, reason)
    return declined, loan.tell(CreditDeclined, reason=reason)
