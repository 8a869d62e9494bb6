"""Steps that contend for a guarantee fund, decided together.

A county's loans share one fund, and of concurrent transactions on one document MongoDB aborts
all but one. So the requests of a moment are decided in order of arrival, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from chassis.errors import Refusal
from loans.domain.loan import Loan
from loans.usecases.lending import record_repayment
from loans.usecases.reviewing import decide_credit, decide_guarantee

if TYPE_CHECKING:
    from loans.store import LoansWork

STEPS: dict[str, Callable[..., Loan]] = {
    "decide_guarantee": decide_guarantee,
    "decide_credit": decide_credit,
    "record_repayment": record_repayment,
}


def take_steps(work: LoansWork, commands: Sequence[dict[str, Any]]) -> list[Loan | Refusal]:
    """Each command names its `step`. A refused one leaves nothing behind, because every step
    checks all before it writes."""
    return [_taken(work, **command) for command in work.deciding(commands)]


def _taken(work: LoansWork, *, step: str, **command: Any) -> Loan | Refusal:
    try:
        return STEPS[step](work, **command)
    except Refusal as refusal:
        return refusal
