"""The body that teaches: a class with one seat is full with the first enrolment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.bodies import Body, changed
from conformance.case import REGION, Case, an_event, new_id, reported
from conformance.sandbox import Event

COURSE = "评茶员中级班"
HELD_AGO = timedelta(days=7)


class TrainingProvider(Body):
    name, role = "training-provider", "training_provider"
    answer = reported("attendance")
    reports = (answer, reported("result"))

    def opening(self, case: Case) -> list[Event]:
        case.facts |= {
            "class_id": new_id(),
            "held_on": (datetime.now(UTC) - HELD_AGO).date().isoformat(),
        }
        opened = {
            "class_id": case.facts["class_id"],
            "course_id": new_id(),
            "course_title": COURSE,
            "region": REGION,
            "quota": 1,
            "starts_on": case.facts["held_on"],
            "ends_on": case.facts["held_on"],
        }
        return [an_event("training", "class.opened", opened["class_id"], 1, opened)]

    def trigger(self, case: Case) -> Event:
        return self._enrolment(case, "confirmed", 1, starts_on=case.facts["held_on"])

    def retreat(self, case: Case) -> Event:
        return self._enrolment(case, "cancelled", 2, reason="asked")

    def broken(self, case: Case) -> Event:
        return changed(self.trigger(case), person_id=None, starts_on="soon")

    def wrong(self, case: Case, answer: Event) -> list[str]:
        told, said = answer["data"], []
        if told["present"] != [case.id]:
            said.append(f"{len(told['present'])} are said to be present, one was enrolled")
        if told["held_on"] != case.facts["held_on"]:
            said.append(f"held on {told['held_on']}, the class is on {case.facts['held_on']}")
        return said

    def concerns(self, case: Case, event: Event) -> bool:
        data = event["data"]
        named = data.get("class_id") == case.facts.get("class_id")
        return bool(named or data.get("enrolment_id") == case.id)

    def _enrolment(self, case: Case, name: str, sequence: int, **facts: Any) -> Event:
        about = {
            "enrolment_id": case.id,
            "class_id": case.facts["class_id"],
            "person_id": case.person_id,
            "region": REGION,
            "course_title": COURSE,
        }
        return an_event("training", f"enrolment.{name}", case.id, sequence, {**about, **facts})
