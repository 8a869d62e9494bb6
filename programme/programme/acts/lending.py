"""Loans: each step over HTTP by the body whose step it is; the money's movements as events."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from programme.actors.events import Event, batches, event
from programme.actors.partners import BANK, GUARANTOR
from programme.identifiers import resident
from programme.plan.loans import RATE, TERM_MONTHS, Ending, LoanPlan
from programme.stage import Stage

# Groups that are entitled to a loan (the ten of domain.md 1.1, by code), each with its proof.
PROOFS = {
    1: "employment_certificate",
    2: "hardship_recognition",
    3: "service_certificate",
    5: "diploma",
    7: "migrant_work_statement",
    8: "shop_registration",
    9: "rural_revitalisation_statement",
    10: "rural_household_registration",
}
PURPOSES = (
    "购进茶叶加工设备",
    "开办餐饮店",
    "租赁花卉种植大棚",
    "采购建材",
    "网店备货",
    "购置维修设备",
)
SHARE = "0.80"
EXEMPTION = "dai_mian_fu_bu"


def lend(stage: Stage) -> None:
    """Every application to its end, then the bank's reports; counts the yuan that it paid out."""
    loans: dict[int, str] = {}

    def decide(loan: LoanPlan) -> None:
        loans[loan.number] = _Application(stage, loan).run()

    stage.all("Bodies decide on loan applications", stage.plan.loans, decide)
    paid_out = [loan for loan in stage.plan.loans if loan.paid_out]
    intake = stage.partners.amqp(BANK)
    with stage.act("The bank reports payments", len(paid_out)) as done:
        for batch in batches(paid_out):
            intake.publish([one for loan in batch for one in _payments(stage, loan, loans)])
            stage.tally.count("loans_disbursed", sum(loan.amount for loan in batch))
            done(len(batch))


class _Application:
    """One applicant's way through the bodies, as far as the plan lets it come."""

    def __init__(self, stage: Stage, loan: LoanPlan) -> None:
        self._stage = stage
        self._loan = loan
        self._worker = stage.tokens.worker(stage.people[loan.person])
        self._path = ""

    def run(self) -> str:
        """The loan_id, when the application has come to its planned end."""
        asked = _form(self._stage, self._loan)
        loan_id: str = self._stage.door.post("/v1/loans", self._worker, asked)["loan_id"]
        self._path = f"/v1/loans/{loan_id}"
        for step in (self._union, self._bureau, self._guarantor, self._bank):
            if not step():
                break
        return loan_id

    def _union(self) -> bool:
        ending, token = self._loan.ending, self._stage.officer()
        if ending is Ending.UNION_REJECTS:
            return self._no("union-review", token, "reject", "创业项目尚未开展")
        if ending is Ending.RETURNED:
            self._no("union-review", token, "return", "身份证明材料看不清，请重新提交")
            proof = _form(self._stage, self._loan)["group_evidence"]
            self._say("resubmission", self._worker, {"group_evidence": proof})
        bodies = {"guarantor_id": GUARANTOR, "bank_id": BANK}
        self._say("union-review", token, {"verdict": "recommend", **bodies})
        if ending is Ending.WITHDRAWN:
            self._say("withdrawal", self._worker, {})
            return False
        return True

    def _bureau(self) -> bool:
        token = self._stage.bureau()
        if self._loan.ending is Ending.BUREAU_REJECTS:
            return self._no("eligibility", token, "reject", "不属于重点扶持群体")
        return self._say("eligibility", token, {"verdict": "approve"})

    def _guarantor(self) -> bool:
        token = self._stage.tokens.body("guarantor", GUARANTOR)
        if self._loan.ending is Ending.GUARANTOR_DECLINES:
            return self._no("guarantee", token, "decline", "反担保条件不足")
        terms = {"verdict": "approve", "share": SHARE, "exemption_code": EXEMPTION}
        return self._say("guarantee", token, terms)

    def _bank(self) -> bool:
        token = self._stage.tokens.body("bank", BANK)
        if self._loan.ending is Ending.BANK_DECLINES:
            return self._no("credit", token, "decline", "征信记录不符合要求")
        terms = {
            "verdict": "approve",
            "amount": f"{self._loan.amount}.00",
            "rate": str(RATE),
            "term_months": TERM_MONTHS,
        }
        self._say("credit", token, terms)
        return self._say("contract", token, {"signed_on": self._loan.signed_on.isoformat()})

    def _say(self, step: str, token: str, body: dict[str, Any]) -> bool:
        self._stage.door.post(f"{self._path}/{step}", token, body)
        return True

    def _no(self, step: str, token: str, verdict: str, reason: str) -> bool:
        self._say(step, token, {"verdict": verdict, "reason": reason})
        return False


def _form(stage: Stage, loan: LoanPlan) -> dict[str, Any]:
    group_code = list(PROOFS)[loan.number % len(PROOFS)]
    return {
        "person_id": stage.people[loan.person],
        "product": "dai_mian_fu_bu",
        "amount": f"{loan.amount}.00",
        "term_months": TERM_MONTHS,
        "group_code": group_code,
        "group_evidence": {"kind": PROOFS[group_code], "reference": f"2025-{loan.number:05d}"},
        "purpose": PURPOSES[loan.number % len(PURPOSES)],
        "business_name": f"创业第{loan.number + 1}号经营部",
        "region": resident(stage.plan.first_person + loan.person).region,
        "applied_on": (loan.signed_on - timedelta(days=45)).isoformat(),
        "consents": {"credit_query": True, "data_use": True},
    }


def _payments(stage: Stage, loan: LoanPlan, loans: dict[int, str]) -> list[Event]:
    """The bank's reports of one loan, in the order in which its system sends them."""
    loan_id = loans[loan.number]
    serial = f"{stage.plan.first_person}-{loan.number}"
    reports = [
        (
            "disbursement.reported",
            {
                "loan_id": loan_id,
                "amount": f"{loan.amount}.00",
                "bank_serial": f"D{serial}",
                "value_date": loan.disbursed_on.isoformat(),
            },
        )
    ]
    if loan.first_repayment_on is not None:
        days = (loan.first_repayment_on - loan.disbursed_on).days
        interest = loan.amount * RATE * days / 360
        reports.append(
            (
                "repayment.reported",
                {
                    "loan_id": loan_id,
                    "payment_id": f"R{serial}",
                    "principal": "0.00",
                    "interest": str(interest.quantize(Decimal("0.01"), ROUND_HALF_UP)),
                    "value_date": loan.first_repayment_on.isoformat(),
                },
            )
        )
    if loan.hasty_repayment:
        reports.reverse()
    if loan.repeated:
        reports += reports
    return [event(BANK, kind, loan_id, data) for kind, data in reports]
