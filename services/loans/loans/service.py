"""The doors of loans: RPC for the gateway, events from people and from the bodies that decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.consume import on
from chassis.event import Event
from chassis.rpc import rpc
from chassis.sealing.service import SealingService
from loans import usecases
from loans.retention import HOLDINGS
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


class LoansService(SealingService):
    name = "loans"
    work = LoansWork
    holdings = HOLDINGS

    @rpc(commands.ApplyForLoan, views.LoanView)
    def apply_for_loan(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.apply_for_loan, masters=self.masters, **command)

    @rpc(commands.ResubmitLoan, views.LoanView)
    def resubmit_loan(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.resubmit_loan, masters=self.masters, **command)

    @rpc(commands.RevealEvidence, views.PaperView)
    def reveal_evidence(self, query: dict[str, Any]) -> Any:
        return self.store.commit_unkept(usecases.reveal_evidence, masters=self.masters, **query)

    @rpc(commands.LoanId, views.LoanView)
    def withdraw_loan(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.withdraw_loan, **command)

    @rpc(commands.ReviewByUnion, views.LoanView)
    def review_by_union(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.review_by_union, **command)

    @rpc(commands.ChangeBodies, views.LoanView)
    def change_bodies(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.change_bodies, **command)

    @rpc(commands.DecideEligibility, views.LoanView)
    def decide_eligibility(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.decide_eligibility, **command)

    @rpc(commands.DecideGuarantee, views.LoanView)
    def decide_guarantee(self, command: dict[str, Any]) -> Any:
        return self._in_turn("decide_guarantee", command)

    @rpc(commands.DecideCredit, views.LoanView)
    def decide_credit(self, command: dict[str, Any]) -> Any:
        return self._in_turn("decide_credit", command)

    @rpc(commands.SignContract, views.LoanView, money=True)
    def sign_contract(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.sign_contract, **command)

    @rpc(commands.DisburseLoan, views.LoanView, money=True)
    def disburse_loan(self, command: dict[str, Any]) -> Any:
        return self.store.commit(usecases.disburse_loan, **command)

    @rpc(commands.RecordRepayment, views.LoanView, money=True)
    def record_repayment(self, command: dict[str, Any]) -> Any:
        return self._in_turn("record_repayment", command)

    @rpc(commands.LoanId, views.LoanView)
    def get_loan(self, query: dict[str, Any]) -> Any:
        return self.store.read(usecases.get_loan, **query)

    @rpc(commands.ListLoans, views.LoansView)
    def list_loans(self, query: dict[str, Any]) -> Any:
        return self.store.read(usecases.list_loans, **query)

    @rpc(commands.FundId, views.FundView)
    def get_fund(self, query: dict[str, Any]) -> Any:
        return self.store.read(usecases.get_fund, **query)

    @rpc(commands.CountProgramme)
    def count_programme(self, query: dict[str, Any]) -> Any:
        return self.store.read(usecases.count_programme, **query)

    def _in_turn(self, step: str, command: dict[str, Any]) -> Any:
        asked = {"step": step, **command}
        return self.store.commit_group("guarantee funds", usecases.take_steps, asked)

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
