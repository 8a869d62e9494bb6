"""Every way in which the loans service says no. Facts hold no personal data; money is text."""

from __future__ import annotations

from chassis.domain import Refusal


class LoanNotFound(Refusal):
    """No loan has this id, or the caller may not see it."""

    code = "loan_not_found"


class FundNotFound(Refusal):
    """No guarantee fund has this id."""

    code = "fund_not_found"


class PersonNotKnown(Refusal):
    """The person's facts have not arrived here (yet); asking again later can succeed."""

    code = "person_not_known"


class ApplicationAlreadyOpen(Refusal):
    """A person has one open application or outstanding loan at a time."""

    code = "application_already_open"


class ConsentMissing(Refusal):
    """The consent to data use or the authorisation of the credit query is not given."""

    code = "consent_missing"


class StepNotDue(Refusal):
    """The loan is not in the state that this step starts from."""

    code = "step_not_due"


class DateInFuture(Refusal):
    """A day on which something is said to have happened has not come."""

    code = "date_in_future"


class GroupEvidenceMissing(Refusal):
    """The application has no proof of the group that it claims."""

    code = "group_evidence_missing"


class GroupEvidenceNotAccepted(Refusal):
    """The proof is of a kind that does not prove this group."""

    code = "group_evidence_not_accepted"


class GroupNotInForce(Refusal):
    """The group was not entitled on the day of the application."""

    code = "group_not_in_force"


class RepeatLimitReached(Refusal):
    """The person has had as many of these loans as the rules allow."""

    code = "repeat_limit_reached"


class UnderWorkingAge(Refusal):
    """The applicant has not reached the working age (16)."""

    code = "under_working_age"


class RetiresBeforeMaturity(Refusal):
    """The applicant reaches the retirement age before the loan ends."""

    code = "retires_before_maturity"


class LoanDeclarationMissing(Refusal):
    """The rules in force ask for a declaration of other loans, and there is none."""

    code = "loan_declaration_missing"


class OtherLoanOutstanding(Refusal):
    """The applicant or the spouse owes another loan of a kind that is not tolerated."""

    code = "other_loan_outstanding"


class HireRatioNotMet(Refusal):
    """The business hired too few people of the groups in the twelve months before."""

    code = "hire_ratio_not_met"


class StaffUnknown(Refusal):
    """A small business must say its staff and its new hires."""

    code = "staff_unknown"


class FundExhausted(Refusal):
    """The guarantee would lift the fund's exposure over its cap."""

    code = "fund_exhausted"


class CounterGuaranteeMissing(Refusal):
    """Neither a counter-guarantee nor an exemption was named."""

    code = "counter_guarantee_missing"


class ExemptionNotApplicable(Refusal):
    """The exemption does not exist, or not for this loan."""

    code = "exemption_not_applicable"


class CreditOverAsked(Refusal):
    """The bank approved more than the applicant asked for."""

    code = "credit_over_asked"


class NoRuleInForce(Refusal):
    """No rule version, or no reference rate, is known for that day."""

    code = "no_rule_in_force"


class ProductNotOffered(Refusal):
    """The rule version of that day does not have this product."""

    code = "product_not_offered"


class AmountOverLimit(Refusal):
    """The amount is over the limit of the rule version for so many partners."""

    code = "amount_over_limit"


class TermOverLimit(Refusal):
    """The term is over the limit of the rule version."""

    code = "term_over_limit"


class RateOverCap(Refusal):
    """The rate is over the cap of the day of the contract."""

    code = "rate_over_cap"


class ApprovalExpired(Refusal):
    """The bank's approval was too old on the day of signing."""

    code = "approval_expired"


class SignedBeforeApplication(Refusal):
    """The contract is dated before the application."""

    code = "signed_before_application"


class PlanNotApplicable(Refusal):
    """The repayment plan does not exist, or not for this term."""

    code = "plan_not_applicable"


class FirstDueOutOfTerm(Refusal):
    """The first due day does not lie between signing and maturity."""

    code = "first_due_out_of_term"


class ContractNotSigned(Refusal):
    """There is no contract yet that this payment could belong to; it may come later."""

    code = "contract_not_signed"


class NotDisbursed(Refusal):
    """There is nothing to repay yet; the disbursement may come later."""

    code = "not_disbursed"


class AmountNotContracted(Refusal):
    """The disbursed amount differs from the contract."""

    code = "amount_not_contracted"


class AlreadyDisbursed(Refusal):
    """The loan was disbursed under another bank serial."""

    code = "already_disbursed"


class BankSerialReused(Refusal):
    """The same bank serial came again with another amount or day."""

    code = "bank_serial_reused"


class EmptyPayment(Refusal):
    """Neither principal nor interest was paid."""

    code = "empty_payment"


class PaymentIdReused(Refusal):
    """The same payment id came again with another amount or day."""

    code = "payment_id_reused"


class ValueDateTooEarly(Refusal):
    """The money is said to have moved before the step that it follows."""

    code = "value_date_too_early"


class PrincipalOverBalance(Refusal):
    """The repaid principal is more than what is owed."""

    code = "principal_over_balance"


class LoanClosed(Refusal):
    """The loan has ended; nothing more can be booked on it."""

    code = "loan_closed"
