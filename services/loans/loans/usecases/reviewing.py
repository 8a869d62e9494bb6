"""The four verdicts, each by the body that gives it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from chassis.domain import Invalid
from loans.domain import review
from loans.domain.fund import fund_of
from loans.domain.loan import Bodies, Guarantee, Loan
from loans.events import LoanEvent
from loans.published import POLICY
from loans.usecases.access import guaranteed_loan, lent_loan
from loans.usecases.guaranteeing import carry

if TYPE_CHECKING:
    from loans.store import LoansWork

T = TypeVar("T")


def review_by_union(
    work: LoansWork,
    *,
    loan_id: str,
    verdict: str,
    guarantor_id: str | None = None,
    bank_id: str | None = None,
    reason: str | None = None,
) -> Loan:
    """The union recommends an application to a guarantor and a bank, returns it or rejects it; the
    latter two say why."""
    loan = work.loans.within_reach(loan_id)
    if verdict == "recommend":
        on = loan.application.applied_on or work.today
        earlier = work.loans.count(
            {"person_id": loan.person_id, "disbursement.bank_serial": {"$exists": True}}
        )
        bodies = Bodies(stated("guarantor_id", guarantor_id), stated("bank_id", bank_id))
        rule = POLICY.rule(on, work.today)
        return work.loans.save(*review.recommend(loan, earlier, rule, bodies))
    if verdict == "return":
        return work.loans.save(*review.send_back(loan, stated("reason", reason)))
    return work.loans.save(*review.reject(loan, stated("reason", reason)))


def change_bodies(work: LoansWork, *, loan_id: str, guarantor_id: str, bank_id: str) -> Loan:
    """The union asks another guarantor or another bank. The same again changes nothing."""
    loan, bodies = work.loans.within_reach(loan_id), Bodies(guarantor_id, bank_id)
    if loan.bodies == bodies:
        return loan
    return work.loans.save(*review.change_bodies(loan, bodies))


def decide_eligibility(
    work: LoansWork, *, loan_id: str, verdict: str, reason: str | None = None
) -> Loan:
    """The labour bureau approves under the rules of the day of the application, or rejects."""
    loan = work.loans.within_reach(loan_id)
    if verdict == "reject":
        return work.loans.save(*review.find_ineligible(loan, stated("reason", reason)))
    on = loan.application.applied_on or work.today
    person = work.people.get(loan.person_id)
    rule = POLICY.rule(on, work.today)
    return work.loans.save(*review.find_eligible(loan, person, POLICY, rule, on))


def decide_guarantee(
    work: LoansWork,
    *,
    loan_id: str,
    verdict: str,
    share: Decimal | None = None,
    counter_guarantee: str | None = None,
    exemption_code: str | None = None,
    reason: str | None = None,
) -> Loan:
    """The guarantor takes `share` of the risk for the prefecture's fund, or declines."""
    loan = guaranteed_loan(work, loan_id)
    if verdict == "decline":
        return work.loans.save(*review.decline_guarantee(loan, stated("reason", reason)))
    given = Guarantee(
        fund_of(loan.region), stated("share", share), counter_guarantee, exemption_code
    )
    guaranteed, approved = review.guarantee(loan, given, POLICY)
    carry(work, loan, guaranteed)
    return work.loans.save(guaranteed, approved)


def decide_credit(
    work: LoansWork,
    *,
    loan_id: str,
    verdict: str,
    amount: Decimal | None = None,
    rate: Decimal | None = None,
    term_months: int | None = None,
    reason: str | None = None,
) -> Loan:
    """The bank approves an amount, a rate and a term, or declines."""
    loan = lent_loan(work, loan_id)
    decided: Loan
    event: LoanEvent
    if verdict == "decline":
        decided, event = review.decline_credit(loan, stated("reason", reason))
    else:
        decided, event = review.approve_credit(
            loan,
            stated("amount", amount),
            stated("rate", rate),
            stated("term_months", term_months),
            work.today,
        )
    carry(work, loan, decided)
    return work.loans.save(decided, event)


def stated(field: str, value: T | None) -> T:
    """What this verdict needs; raises Invalid naming the field that is missing."""
    if value is None:
        raise Invalid({field: ["This verdict needs it."]})
    return value
