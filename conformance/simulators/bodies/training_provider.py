"""A training provider: when a class is full it is held, and attendance and results are reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simulators.bodies import Body, Hear, Report
from simulators.faults import Fault
from simulators.reading import a_day, an_id, take, whole

HOURS, SCORE = 8, 86


class TrainingProvider(Body):
    @property
    def hears(self) -> Mapping[str, Hear]:
        return {
            "class.opened": self.plan,
            "enrolment.confirmed": self.seat,
            "enrolment.cancelled": self.unseat,
        }

    def plan(self, data: Any) -> list[Report]:
        fields = {"class_id": an_id, "quota": whole, "starts_on": a_day, "ends_on": a_day}
        opened = take(data, fields)
        first = opened["starts_on"]
        if Fault.WRONG_FIGURE in self.faults:
            first = opened["ends_on"] + timedelta(1)
        days = (opened["ends_on"] - opened["starts_on"]).days + 1
        held = [first + timedelta(n) for n in range(days)]
        known = self.memory.case(opened["class_id"])
        known |= {"quota": opened["quota"], "days": [day.isoformat() for day in held]}
        return self._hold_when_full(opened["class_id"], known)

    def seat(self, data: Any) -> list[Report]:
        fields = {"enrolment_id": an_id, "class_id": an_id, "person_id": an_id}
        given = take(data, fields, self.believes)
        if self.is_off(self.memory.case(given["enrolment_id"])):
            return []
        known = self.memory.case(given["class_id"])
        seats = known.get("seats", [])
        known["seats"] = list(dict.fromkeys([*seats, given["enrolment_id"]]))
        return self._hold_when_full(given["class_id"], known)

    def unseat(self, data: Any) -> list[Report]:
        given = take(data, {"enrolment_id": an_id, "class_id": an_id})
        self.memory.keep(given["enrolment_id"], {"withdrawn": True})
        known = self.memory.case(given["class_id"])
        known["seats"] = [one for one in known.get("seats", []) if one != given["enrolment_id"]]
        self.memory.keep(given["class_id"], known)
        return []

    def _hold_when_full(self, class_id: str, known: dict[str, Any]) -> list[Report]:
        self.memory.keep(class_id, known)
        seats, days = known.get("seats", []), known.get("days", [])
        if not days or len(seats) < known["quota"]:
            return []
        sessions = [
            Report("attendance", class_id, self._session(class_id, day, seats)) for day in days
        ]
        if Fault.NEVER_FOLLOW_UP in self.faults:
            return sessions
        result = {"passed": True, "score": SCORE, "on": days[-1]}
        return sessions + [
            Report("result", seat, {"enrolment_id": seat, **result}) for seat in seats
        ]

    def _session(self, class_id: str, day: str, seats: list[str]) -> dict[str, Any]:
        return {"class_id": class_id, "held_on": day, "hours": HOURS, "present": seats}
