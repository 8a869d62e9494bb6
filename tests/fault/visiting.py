"""Visitors of fairs: at the officers' desk, and seen by the venues' systems."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from programme.people import Person
from tests.fault import forms
from tests.fault.outside import Outside
from tests.fault.stories import SEATS_A_FAIR, Visitor

QUOTA = 100
REPORTED_AT_ONCE = 20


class Visiting:
    """Plays the stories of visitors."""

    def __init__(self, outside: Outside, people: Sequence[Person], fairs: int) -> None:
        self._outside, self._people = outside, people
        self._fairs = [self._open_fair(number) for number in range(fairs)]
        course_id = outside.command("/v1/courses", forms.course())["course_id"]
        skill_class = outside.command("/v1/classes", forms.skill_class(course_id, QUOTA))
        self._class = skill_class["class_id"]
        self._seen: list[dict[str, Any]] = []
        self._reports = 0
        self._turn = threading.Lock()

    def visit(self, story: Visitor) -> None:
        email = f"visitor-{story.number}@example.com" if story.has_email else None
        person_id = self._outside.register(self._people[story.number], email)
        for wanted in story.moves:
            self._move(person_id, wanted)
        fair_id = self._fairs[story.fair]
        # The venue may see somebody before the fair's desk has heard of them.
        if story.ending == "venue" and story.number % 2:
            self._enter(fair_id, person_id)
        else:
            self._attend(story, fair_id, person_id)
        if story.enrols:
            path = f"/v1/classes/{self._class}/enrolments"
            enrolment = self._outside.command(path, {"person_id": person_id})
            with self._outside.journal.writing() as journal:
                journal.enrolments.add(enrolment["enrolment_id"])

    def report_the_rest(self) -> None:
        """What the venues' systems have not sent yet."""
        self._report(least=1)

    def _open_fair(self, number: int) -> str:
        form = forms.fair(number, "530102", SEATS_A_FAIR)
        fair_id: str = self._outside.command("/v1/fairs", form)["fair_id"]
        self._outside.command(f"/v1/fairs/{fair_id}/publication")
        self._outside.command(f"/v1/fairs/{fair_id}/opening")
        return fair_id

    def _move(self, person_id: str, wanted: str) -> None:
        version = self._outside.journal.versions[person_id]
        path = f"/v1/people/{person_id}/region"
        card = self._outside.change(path, {"region": wanted}, version)
        with self._outside.journal.writing() as journal:
            journal.people[person_id] = wanted
            journal.versions[person_id] = card["version"]

    def _attend(self, story: Visitor, fair_id: str, person_id: str) -> None:
        path = f"/v1/fairs/{fair_id}/registrations"
        answer = self._outside.command(path, {"person_id": person_id})
        registration_id = answer["registration_id"]
        with self._outside.journal.writing() as journal:
            journal.registrations[registration_id] = fair_id, person_id
        if story.ending == "venue":
            self._enter(fair_id, person_id)
        elif story.ending == "desk":
            entry = {"person_id": person_id, "on": forms.DAY}
            self._outside.command(f"/v1/fairs/{fair_id}/checkins", entry)
            with self._outside.journal.writing() as journal:
                journal.check_ins.add((fair_id, person_id))
        else:
            path = f"/v1/registrations/{registration_id}"
            self._outside.delete(path, settled={"registration_in_wrong_state"})
            with self._outside.journal.writing() as journal:
                journal.cancelled.add(registration_id)

    def _enter(self, fair_id: str, person_id: str) -> None:
        with self._turn:
            self._seen.append(forms.check_in(fair_id, person_id))
        self._report(least=REPORTED_AT_ONCE)

    def _report(self, least: int) -> None:
        """Send the venues' check-ins, in turn over HTTP and AMQP, if there are so many."""
        with self._turn:
            if len(self._seen) < least:
                return
            batch, self._seen = self._seen, []
            self._reports += 1
            over_amqp = self._reports % 2 == 0
        self._outside.publish(forms.VENUES, batch, over_amqp)
        with self._outside.journal.writing() as journal:
            journal.check_ins |= {(e["data"]["fair_id"], e["data"]["person_id"]) for e in batch}
