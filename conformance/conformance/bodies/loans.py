"""The three bodies that decide a loan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from conformance.bodies import Body, changed
from conformance.case import REGION, Case, an_event, reported
from conformance.sandbox import Event

RULES, SHARE, RATE, LPR = "caijin-2023-75", "0.80", "0.0345", "0.0310"
TOO_MUCH = Decimal("10000.00")


def of_loan(case: Case, name: str, sequence: int, **facts: Any) -> Event:
    """An event of the case's loan."""
    about = {"loan_id": case.id, "person_id": case.person_id, "region": REGION}
    return an_event("loans", f"loan.{name}", case.id, sequence, {**about, **facts})


class _Reviewer(Body):
    """Gives one verdict when its turn has come."""

    def retreat(self, case: Case) -> Event:
        return of_loan(case, "withdrawn", 20)

    def broken(self, case: Case) -> Event:
        return changed(self.trigger(case), person_id=None, region=530102)

    def wrong(self, case: Case, answer: Event) -> list[str]:
        verdict = answer["data"].get("verdict")
        return [] if verdict == "approve" else [f"the verdict is {verdict}, not approve"]


class LabourBureau(_Reviewer):
    name, role = "labour-bureau", "labour_bureau"
    answer = reported("eligibility")
    reports = (answer,)

    def trigger(self, case: Case) -> Event:
        return of_loan(case, "recommended", 4)

    def wrong(self, case: Case, answer: Event) -> list[str]:
        told = answer["data"]["region"]
        elsewhere = [] if told == REGION else [f"the loan lies in {REGION}, not in {told}"]
        return super().wrong(case, answer) + elsewhere


class Guarantor(_Reviewer):
    name, role = "guarantor", "guarantor"
    answer = reported("guarantee")
    reports = (answer,)

    def trigger(self, case: Case) -> Event:
        return of_loan(case, "eligibility_approved", 6, rule_version=RULES)


class Bank(_Reviewer):
    """Its credit is the first answer; the contract makes it pay, and then it reports payments."""

    name, role = "bank", "bank"
    answer = reported("disbursement")
    reports = (reported("credit"), answer, reported("repayment"))

    def opening(self, case: Case) -> list[Event]:
        return [of_loan(case, "guarantee_approved", 8, share=SHARE)]

    def is_open(self, case: Case, said: Sequence[Event]) -> bool:
        credits = [event["data"] for event in said if event["type"] == reported("credit")]
        if credits and credits[0]["verdict"] == "approve":
            case.facts["amount"] = credits[0]["amount"]
        return bool(credits)

    def trigger(self, case: Case) -> Event:
        return self._contract(case, case.facts.get("amount", "100000.00"))

    def broken(self, case: Case) -> Event:
        return changed(self.trigger(case), amount="100,000", signed_on="soon")

    def at_odds(self, case: Case) -> Event | None:
        return self._contract(case, str(Decimal(case.facts["amount"]) + TOO_MUCH))

    def sequel(self, case: Case) -> list[Event]:
        return [of_loan(case, "disbursed", 10, **case.facts["paid"])]

    def wrong(self, case: Case, answer: Event) -> list[str]:
        paid = answer["data"]
        case.facts["paid"] = {name: paid[name] for name in ("amount", "value_date", "bank_serial")}
        if paid["amount"] == case.facts.get("amount"):
            return []
        return [f"{paid['amount']} was paid out, the contract says {case.facts.get('amount')}"]

    def effect(self, answer: Event) -> str:
        return str(answer["data"]["bank_serial"])

    def _contract(self, case: Case, amount: str) -> Event:
        today = datetime.now(UTC).date()
        dates = {
            "signed_on": today.isoformat(),
            "matures_on": today.replace(year=today.year + 3, day=min(today.day, 28)).isoformat(),
        }
        return of_loan(case, "contract_signed", 9, amount=amount, rate=RATE, lpr=LPR, **dates)
