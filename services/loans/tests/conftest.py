"""A desk at which every step of a loan can be taken, over a store in memory."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import Event
from chassis.sealing.master import MasterKeys
from chassis.testing import memory
from loans import usecases
from loans.domain.application import Application, Evidence
from loans.domain.loan import Loan
from loans.schemas.commands import ApplyForLoan
from loans.service import LoansService
from loans.store import LoansWork

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FORM = {
    "product": "individual",
    "amount": "200000.00",
    "term_months": 36,
    "purpose": "开一家米线店",
    "business_name": "五华区小锅米线店",
    "group_code": 7,
    "group_evidence": {"kind": "migrant_work_statement", "reference": "村证2025-018"},
    "other_loans": [],
    "consents": {"credit_query": True, "data_use": True},
}


GUARANTOR, BANK = "guarantor-1", "bank-1"
RECOMMEND = {"verdict": "recommend", "guarantor_id": GUARANTOR, "bank_id": BANK}


MASTERS = MasterKeys("first:" + base64.b64encode(b"m" * 32).decode())
SEALING = ("resubmit_loan", "reveal_evidence")


class Desk:
    """Takes the steps of one person's loan; each may be given other facts than the usual."""

    def __init__(self) -> None:
        self.store = memory(LoansWork, now=NOW)
        self.knows("p-1")

    def knows(self, person_id: str, **facts: Any) -> None:
        usual = {"region": "530102", "key_groups": ["migrant"], "birth_month": "1990-03"}
        self.store.commit(
            usecases.learn_person, **{**usual, "sex": "male", **facts, "person_id": person_id}
        )

    def applies(self, person_id: str = "p-1", **form: Any) -> Loan:
        command = ApplyForLoan().load({**FORM, "person_id": person_id, **form})
        return self.store.commit(usecases.apply_for_loan, masters=MASTERS, **command)

    def recommended(self, **form: Any) -> Loan:
        loan = self.applies(**form)
        return self.recommends(loan)

    def recommends(self, loan: Loan) -> Loan:
        return self.takes("review_by_union", loan, **RECOMMEND)

    def eligible(self, **form: Any) -> Loan:
        return self.takes("decide_eligibility", self.recommended(**form), verdict="approve")

    def guaranteed(self, share: str = "0.80", **form: Any) -> Loan:
        return self.takes(
            "decide_guarantee",
            self.eligible(**form),
            verdict="approve",
            share=Decimal(share),
            counter_guarantee="保证人2025-07",
        )

    def approved(
        self, amount: str = "200000.00", rate: str = "0.0345", term_months: int = 36, **form: Any
    ) -> Loan:
        return self.takes(
            "decide_credit",
            self.guaranteed(**form),
            verdict="approve",
            amount=Decimal(amount),
            rate=Decimal(rate),
            term_months=term_months,
        )

    def signed(self, signed_on: str = "2025-03-10", **form: Any) -> Loan:
        return self.takes("sign_contract", self.approved(**form), signed_on=day(signed_on))

    def disbursed(self, value_date: str = "2025-03-12", **form: Any) -> Loan:
        loan = self.signed(**form)
        return self.pays_out(loan, value_date=value_date)

    def pays_out(
        self,
        loan: Loan,
        amount: str | None = None,
        serial: str = "S-1",
        value_date: str = "2025-03-12",
    ) -> Loan:
        assert loan.contract is not None
        return self.takes(
            "disburse_loan",
            loan,
            bank_serial=serial,
            amount=Decimal(amount or loan.contract.amount),
            value_date=day(value_date),
        )

    def repays(
        self,
        loan: Loan,
        principal: str,
        payment: str = "P-1",
        interest: str = "10.00",
        value_date: str = "2025-06-21",
    ) -> Loan:
        return self.takes(
            "record_repayment",
            loan,
            payment_id=payment,
            principal=Decimal(principal),
            interest=Decimal(interest),
            value_date=day(value_date),
        )

    def takes(self, step: str, loan: Loan, **facts: Any) -> Loan:
        if step in SEALING:
            facts["masters"] = MASTERS
        return self.store.commit(getattr(usecases, step), loan_id=loan.loan_id, **facts)

    def hears(self, type: str, subject: str, **data: Any) -> None:
        """An event arrives at the handler that is bound to its type."""
        self.hears_all([(type, subject, data)])

    def hears_all(self, news: list[tuple[str, str, dict[str, Any]]]) -> None:
        """Events of one handler arrive as one batch."""
        handlers = {
            "person": LoansService.on_person,
            **dict.fromkeys(("disbursement", "repayment"), LoansService.on_bank_report),
            **dict.fromkeys(
                ("eligibility", "guarantee", "credit"), LoansService.on_verdict_reported
            ),
        }
        events = [
            Event(id=f"e-{n}", type=type, source="/test", subject=subject, time=NOW, data=data)
            for n, (type, subject, data) in enumerate(news)
        ]
        handler = handlers[events[0].type.split(".")[2]].__get__(LoansService())
        self.store.deliver(handler, *events)

    def loan(self, loan: Loan) -> Loan:
        return self.store.read(usecases.get_loan, loan_id=loan.loan_id)

    def exposure(self, fund_id: str = "530100") -> Decimal:
        return self.store.read(usecases.get_fund, fund_id=fund_id).exposure

    def told(self) -> list[str]:
        """What has been published of loans, in order: `submitted`, `recommended` ..."""
        types = [event.type for event in self.store.events]
        return [type.split(".")[3] for type in types if type.startswith("yunling.loans.loan.")]


def day(text: str) -> Any:
    return datetime.fromisoformat(text).date()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def new_desk() -> type[Desk]:
    """For tests that need a fresh desk for each example."""
    return Desk


@pytest.fixture
def form() -> Application:
    """A returning migrant worker who asks for 200,000 yuan over three years."""
    return Application(
        product="individual",
        amount=Decimal("200000.00"),
        term_months=36,
        purpose="开一家米线店",
        business_name="五华区小锅米线店",
        group_code=7,
        group_evidence=Evidence("migrant_work_statement", "村证2025-018"),
        other_loans=(),
    )
