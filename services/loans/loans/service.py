"""Calls and handlers of loans: RPC for the gateway, events from people and from institutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.consumer import on
from chassis.domain import Event
from chassis.fields import page_of
from chassis.rpc import command, query
from chassis.sealing.service import SealingService
from loans import usecases
from loans.retention import DATA_INVENTORY
from loans.schemas import commands, heard, views
from loans.store import LoansWork
from loans.usecases.reported import DISBURSEMENT_REPORTED, REPAYMENT_REPORTED
from loans.usecases.verdicts import CREDIT_REPORTED, ELIGIBILITY_REPORTED, GUARANTEE_REPORTED

PERSON_REGISTERED = "yunling.people.person.registered.v1"
PERSON_MOVED = "yunling.people.person.moved.v1"
KEY_GROUPS_CHANGED = "yunling.people.person.key_groups_changed.v1"
PERSON_CORRECTED = "yunling.people.person.corrected.v1"
PERSON_ERASED = "yunling.people.person.erased.v1"

LEARN: dict[str, Callable[..., object]] = {
    PERSON_REGISTERED: usecases.learn_person,
    PERSON_MOVED: usecases.move_person,
    KEY_GROUPS_CHANGED: usecases.change_key_groups,
    PERSON_CORRECTED: usecases.correct_person,
    PERSON_ERASED: usecases.forget_person,
}

# Of concurrent transactions on one fund MongoDB aborts all but one, so what contends for a fund
# is decided in order of arrival.
OF_ONE_FUND: dict[str, Any] = {
    "together": usecases.fund_of_loan,
    "prepare": usecases.fetch_loans,
}


class LoansService(SealingService):
    name = "loans"
    work = LoansWork
    inventory = DATA_INVENTORY

    apply_for_loan = command(
        usecases.apply_for_loan, commands.ApplyForLoan, views.LoanView, given=["masters"]
    )
    resubmit_loan = command(
        usecases.resubmit_loan, commands.ResubmitLoan, views.LoanView, given=["masters"]
    )
    reveal_evidence = command(
        usecases.reveal_evidence,
        commands.RevealEvidence,
        views.PaperView,
        stored=False,
        given=["masters"],
    )
    withdraw_loan = command(usecases.withdraw_loan, commands.LoanId, views.LoanView)
    review_by_union = command(usecases.review_by_union, commands.ReviewByUnion, views.LoanView)
    change_bodies = command(usecases.change_bodies, commands.ChangeBodies, views.LoanView)
    decide_eligibility = command(
        usecases.decide_eligibility, commands.DecideEligibility, views.LoanView
    )
    decide_guarantee = command(
        usecases.decide_guarantee, commands.DecideGuarantee, views.LoanView, **OF_ONE_FUND
    )
    decide_credit = command(
        usecases.decide_credit, commands.DecideCredit, views.LoanView, **OF_ONE_FUND
    )
    sign_contract = command(
        usecases.sign_contract, commands.SignContract, views.LoanView, money=True
    )
    disburse_loan = command(
        usecases.disburse_loan, commands.DisburseLoan, views.LoanView, money=True
    )
    record_repayment = command(
        usecases.record_repayment,
        commands.RecordRepayment,
        views.LoanView,
        money=True,
        **OF_ONE_FUND,
    )
    get_loan = query(usecases.get_loan, commands.LoanId, views.LoanView)
    list_loans = query(usecases.list_loans, commands.ListLoans, page_of(views.LoanView))
    get_fund = query(usecases.get_fund, commands.FundId, views.FundView)
    count_programme = query(usecases.count_programme, commands.CountProgramme)

    @on(
        {
            PERSON_REGISTERED: heard.PersonRegistered,
            PERSON_MOVED: heard.PersonMoved,
            KEY_GROUPS_CHANGED: heard.KeyGroupsChanged,
            PERSON_CORRECTED: heard.PersonCorrected,
            PERSON_ERASED: heard.PersonErased,
        },
        order="subject",
        partitions=4,
    )
    def on_person(self, work: LoansWork, events: list[Event]) -> None:
        for event in work.handling(events):
            LEARN[event.type](work, **event.data)

    # A repayment that waits for its disbursement must not hold the disbursement up.
    @on(
        {
            DISBURSEMENT_REPORTED: heard.DisbursementReported,
            REPAYMENT_REPORTED: heard.RepaymentReported,
        },
        order=None,
    )
    def on_bank_report(self, work: LoansWork, events: list[Event]) -> None:
        usecases.book_reports(work, events)

    # A verdict that waits for the review before it must not hold that review up.
    @on(
        {
            ELIGIBILITY_REPORTED: heard.EligibilityReported,
            GUARANTEE_REPORTED: heard.GuaranteeReported,
            CREDIT_REPORTED: heard.CreditReported,
        },
        order=None,
    )
    def on_verdict_reported(self, work: LoansWork, events: list[Event]) -> None:
        usecases.book_verdicts(work, events)
