"""Verdicts that bodies give by event: the same decisions, but what comes too soon waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chassis.domain import Early, Event, RegionNotYours
from loans.domain.loan import Loan, LoanState
from loans.errors import StepNotDue
from loans.usecases.access import await_recommendation
from loans.usecases.reviewing import decide_credit, decide_eligibility, decide_guarantee

if TYPE_CHECKING:
    from loans.store import LoansWork

ELIGIBILITY_REPORTED = "yunling.partners.eligibility.reported.v1"
GUARANTEE_REPORTED = "yunling.partners.guarantee.reported.v1"
CREDIT_REPORTED = "yunling.partners.credit.reported.v1"


def _decide_eligibility(work: LoansWork, *, region: str, **verdict: Any) -> Loan:
    """The gateway holds a bureau to its own region; the loan has to lie in the one it named."""
    if work.loans.get(verdict["loan_id"]).region != region:
        raise RegionNotYours(region=region)
    sender = work.actor and replace(work.actor, role="labour_bureau", region=region)
    with work.acting_as(sender):
        return decide_eligibility(work, **verdict)


DECIDE: dict[str, tuple[LoanState, Callable[..., Loan]]] = {
    ELIGIBILITY_REPORTED: (LoanState.ELIGIBILITY_REVIEW, _decide_eligibility),
    GUARANTEE_REPORTED: (LoanState.GUARANTEE_REVIEW, decide_guarantee),
    CREDIT_REPORTED: (LoanState.BANK_REVIEW, decide_credit),
}
"""The state in which a body's verdict is due, and the decision."""

WAY = (
    LoanState.RETURNED,
    LoanState.UNION_REVIEW,
    LoanState.ELIGIBILITY_REVIEW,
    LoanState.GUARANTEE_REVIEW,
    LoanState.BANK_REVIEW,
)
"""The states on the way to a credit, in order."""


def book_verdicts(work: LoansWork, events: Sequence[Event]) -> None:
    """Take the decisions of a batch.

    A guarantor and a bank decide on the loans that the union gave to them: for any other there is
    no loan. A verdict that was given already changes nothing. Raises Early for one that overtook
    the review before it, StepNotDue for one that contradicts what was decided, and the refusals of
    the decision itself.
    """
    ids = list({event.data["loan_id"] for event in events})
    work.loans.all({"loan_id": {"$in": ids}}, limit=len(ids))  # one reading for all of them
    for event in work.handling(events):
        due, decide = DECIDE[event.type]
        await_recommendation(work, event.data["loan_id"])
        try:
            decide(work, **event.data)
        except StepNotDue as not_due:
            loan = work.loans.get(event.data["loan_id"])
            if loan.state in WAY[: WAY.index(due)]:
                raise Early(due.value) from not_due
            if not _stands(loan, event.type, **event.data):
                raise


def _stands(
    loan: Loan, type: str, *, verdict: str, reason: str | None = None, **facts: Any
) -> bool:
    """Whether the loan shows that this very verdict was given before."""
    if verdict != "approve":
        refused = loan.state in (LoanState.REJECTED, LoanState.DECLINED)
        return refused and loan.reason == reason
    if type == ELIGIBILITY_REPORTED:
        return loan.rule_version is not None
    given = loan.guarantee if type == GUARANTEE_REPORTED else loan.credit
    return given is not None and all(
        getattr(given, name) == fact for name, fact in facts.items() if name != "loan_id"
    )
