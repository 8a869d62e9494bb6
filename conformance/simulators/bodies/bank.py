"""A bank: approves a credit, pays a contract out when it is the approved one, reports payments."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from simulators.bodies import Body, Hear, Report
from simulators.faults import Fault
from simulators.reading import an_id, money, take

AMOUNT, RATE, TERM_MONTHS = Decimal("150000.00"), "0.0345", 36
FIRST_PRINCIPAL, FIRST_INTEREST = "1000.00", "431.25"
CENT = Decimal("0.01")
CHINA = ZoneInfo("Asia/Shanghai")


class Bank(Body):
    @property
    def hears(self) -> Mapping[str, Hear]:
        return {
            "loan.guarantee_approved": self.approve_credit,
            "loan.contract_signed": self.pay_out,
            "loan.disbursed": self.take_first_payment,
            "loan.withdrawn": self.forget,
        }

    def approve_credit(self, data: Any) -> list[Report]:
        loan_id = take(data, {"loan_id": an_id}, self.believes)["loan_id"]
        self.memory.keep(loan_id, {"approved": str(AMOUNT)})
        terms = {"amount": str(AMOUNT), "rate": RATE, "term_months": TERM_MONTHS}
        return [Report("credit", loan_id, {"loan_id": loan_id, "verdict": "approve", **terms})]

    def pay_out(self, data: Any) -> list[Report]:
        contract = take(data, {"loan_id": an_id, "amount": money}, self.believes)
        loan_id = contract["loan_id"]
        known = self.memory.case(loan_id)
        amount = AMOUNT if self.believes else contract["amount"]
        if self.is_off(known):
            return []
        if Fault.PAY_ANY_AMOUNT not in self.faults and known.get("approved") != str(amount):
            return []
        if Fault.WRONG_FIGURE in self.faults:
            amount -= CENT
        serial = f"SIM{secrets.token_hex(8).upper()}"
        self.memory.keep(loan_id, known | {"serial": serial})
        paid = {"amount": str(amount), "bank_serial": serial, "value_date": _today()}
        return [Report("disbursement", loan_id, {"loan_id": loan_id, **paid})]

    def take_first_payment(self, data: Any) -> list[Report]:
        loan_id = take(data, {"loan_id": an_id}, self.believes)["loan_id"]
        if Fault.NEVER_FOLLOW_UP in self.faults:
            return []
        paid = {
            "payment_id": f"RP{secrets.token_hex(8).upper()}",
            "principal": FIRST_PRINCIPAL,
            "interest": FIRST_INTEREST,
            "value_date": _today(),
        }
        return [Report("repayment", loan_id, {"loan_id": loan_id, **paid})]

    def forget(self, data: Any) -> list[Report]:
        loan_id = take(data, {"loan_id": an_id})["loan_id"]
        self.memory.keep(loan_id, self.memory.case(loan_id) | {"withdrawn": True})
        return []


def _today() -> str:
    today: date = datetime.now(UTC).astimezone(CHINA).date()
    return today.isoformat()
