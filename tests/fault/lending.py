"""Borrowers, and the bank that reports what they paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from programme.people import Person
from tests.fault import forms
from tests.fault.outside import Outside
from tests.fault.stories import Borrower


class Lending:
    """Plays the stories of borrowers."""

    def __init__(self, outside: Outside, people: Sequence[Person]) -> None:
        self._outside, self._people = outside, people

    def borrow(self, story: Borrower) -> None:
        person_id = self._outside.register(self._people[story.number])
        form = forms.loan(story, person_id)
        loan_id: str = self._outside.command("/v1/loans", form)["loan_id"]
        with self._outside.journal.writing() as journal:
            journal.loans[loan_id] = story.amount
        for step, role, body in forms.steps(story):
            self._outside.command(f"/v1/loans/{loan_id}/{step}", body, role)
        reports = [forms.bank_report(story, loan_id, place) for place in story.order]
        self._outside.publish(forms.BANK, reports, over_amqp=story.number % 2 == 0)
        for report in reports:
            if "payment_id" in report["data"]:
                self._paid(loan_id, report["data"])
        for place in range(len(story.payments) - story.at_the_counter, len(story.payments)):
            payment = forms.payment(story, place)
            self._outside.command(f"/v1/loans/{loan_id}/repayments", payment, "bank")
            self._paid(loan_id, payment)

    def _paid(self, loan_id: str, payment: Mapping[str, str]) -> None:
        with self._outside.journal.writing() as journal:
            journal.payments[loan_id, payment["payment_id"]] = Decimal(payment["principal"])
