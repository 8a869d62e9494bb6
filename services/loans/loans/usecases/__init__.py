"""What can be asked of this service, one function a sentence; named like the RPC methods."""

from loans.usecases.applying import apply_for_loan, resubmit_loan, withdraw_loan
from loans.usecases.asking import count_programme, get_fund, get_loan, list_loans
from loans.usecases.guaranteeing import fetch_loans, fund_of_loan
from loans.usecases.learning import (
    change_key_groups,
    correct_person,
    forget_person,
    learn_person,
    move_person,
)
from loans.usecases.lending import disburse_loan, record_repayment, sign_contract
from loans.usecases.reported import book_reports
from loans.usecases.revealing import reveal_evidence
from loans.usecases.reviewing import (
    change_bodies,
    decide_credit,
    decide_eligibility,
    decide_guarantee,
    review_by_union,
)
from loans.usecases.verdicts import book_verdicts

__all__ = [
    "apply_for_loan",
    "book_reports",
    "book_verdicts",
    "change_bodies",
    "change_key_groups",
    "correct_person",
    "count_programme",
    "decide_credit",
    "decide_eligibility",
    "decide_guarantee",
    "disburse_loan",
    "fetch_loans",
    "forget_person",
    "fund_of_loan",
    "get_fund",
    "get_loan",
    "learn_person",
    "list_loans",
    "move_person",
    "record_repayment",
    "resubmit_loan",
    "reveal_evidence",
    "review_by_union",
    "sign_contract",
    "withdraw_loan",
]
