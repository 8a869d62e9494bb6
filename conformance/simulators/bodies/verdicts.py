"""Labour bureau and guarantor: each gives one verdict on a loan that is still wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulators.bodies import Body, Hear, Report
from simulators.reading import an_id, take

SHARE = "0.80"
COUNTER_GUARANTEE = "SIM-G-01"


class _Reviewer(Body):
    kind: str
    asked_by: str

    @property
    def hears(self) -> Mapping[str, Hear]:
        return {self.asked_by: self.decide, "loan.withdrawn": self.forget}

    def decide(self, data: Any) -> list[Report]:
        fields = {"loan_id": an_id, "person_id": an_id, "region": an_id}
        asked = take(data, fields, self.believes)
        loan_id = asked["loan_id"]
        if self.is_off(self.memory.case(loan_id)):
            return []
        verdict = {"loan_id": loan_id, "verdict": "approve", **self.terms(asked)}
        return [Report(self.kind, loan_id, verdict)]

    def terms(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What a verdict of this body says beside yes."""
        raise NotImplementedError

    def forget(self, data: Any) -> list[Report]:
        loan_id = take(data, {"loan_id": an_id})["loan_id"]
        self.memory.keep(loan_id, {"withdrawn": True})
        return []


class LabourBureau(_Reviewer):
    kind, asked_by = "eligibility", "loan.recommended"

    def terms(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"region": str(asked["region"])}


class Guarantor(_Reviewer):
    kind, asked_by = "guarantee", "loan.eligibility_approved"

    def terms(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"share": SHARE, "counter_guarantee": COUNTER_GUARANTEE}
