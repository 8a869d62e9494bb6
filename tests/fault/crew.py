"""Plays the stories of a run at the platform's doors, and writes down what was acknowledged."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import jwt
import orjson

from programme.people import Person, people
from programme.plan.year import BORROWERS_BORN_FROM
from tests.fault import forms
from tests.fault.door import Door, Refused, Unanswered
from tests.fault.journal import Journal
from tests.fault.pace import Pace
from tests.fault.partner import NotConfirmed, PartnerLine
from tests.fault.stories import (
    SEATS_A_FAIR,
    Borrower,
    Poisoner,
    Reporter,
    Story,
    Visitor,
)
from yunling.keys import private_key

HANDS = 16
BATCH = 20
QUOTA = 100
GLANCE_EVERY_S = 0.2


class Tokens:
    """Signed for days around now: the clocks of those who check them may be wrong."""

    def __init__(self, keys: Path) -> None:
        jwk = private_key(keys)
        self._key, self._headers = jwt.PyJWK(jwk).key, {"kid": jwk["kid"]}

    def headers(self, role: str, **whom: str) -> dict[str, str]:
        now = int(time.time())
        claims = {"sub": f"fault-{role}", "role": role, "iat": now - 9 * 86_400, **whom}
        about = {"iss": "yunling-local", "aud": "yunling-gateway", "exp": now + 9 * 86_400}
        token = jwt.encode({**claims, **about}, self._key, "EdDSA", self._headers)
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


class Crew:
    """All hands of a run."""

    def __init__(
        self,
        door: Door,
        tokens: Tokens,
        lines: dict[str, PartnerLine],
        journal: Journal,
        pace: Pace,
    ) -> None:
        self._door, self._lines, self._journal, self._pace = door, lines, journal, pace
        roles = ("officer", "labour_bureau", "guarantor", "bank")
        self._staff = {role: tokens.headers(role, region="530000") for role in roles}
        self._partners = {name: tokens.headers("partner", partner_id=name) for name in lines}
        self._tokens = tokens
        self._fairs: list[str] = []
        self._class = ""
        self._seen: list[str] = []
        self._venue: list[dict[str, Any]] = []
        self._batches = 0
        self._venue_lock = threading.Lock()
        self._failure: BaseException | None = None

    def prepare(self, stories: Sequence[Story], seed: int) -> None:
        """Open fairs and a class, and make up the people, before anything breaks."""
        fairs = 1 + max(story.fair for story in stories if isinstance(story, Visitor))
        everybody = people(seed, 0)
        borrowing = (one for one in people(seed, 500_000) if _may_borrow(one))
        visitors = sum(isinstance(story, Visitor) for story in stories)
        borrowers = sum(isinstance(story, Borrower) for story in stories)
        self._visitors = list(islice(everybody, visitors + 8))
        self._borrowers = list(islice(borrowing, borrowers + 8))
        for number in range(fairs):
            form = forms.fair(number, "530102", SEATS_A_FAIR)
            fair_id = self._command("/v1/fairs", form)["fair_id"]
            self._command(f"/v1/fairs/{fair_id}/publication")
            self._command(f"/v1/fairs/{fair_id}/opening")
            self._fairs.append(fair_id)
            self._journal.fairs.add(fair_id)
        course_id = self._command("/v1/courses", forms.course())["course_id"]
        form = forms.skill_class(course_id, QUOTA)
        self._class = self._command("/v1/classes", form)["class_id"]

    def play(self, stories: Sequence[Story]) -> None:
        """Every story to its end. Raises what made a story impossible: that is a broken suite,
        or a platform that turns down what it must accept."""
        self._waiting: Iterator[Story] = iter(stories)
        self._taking = threading.Lock()
        reading_over = threading.Event()
        reader = threading.Thread(target=self._read, args=[reading_over], daemon=True)
        reader.start()
        with ThreadPoolExecutor(HANDS) as pool:
            for _ in range(HANDS):
                pool.submit(self._hand)
        self._publish_venue(self._drain_venue(0))
        reading_over.set()
        reader.join()
        if self._failure is not None:
            raise self._failure

    def _hand(self) -> None:
        while self._failure is None:
            with self._taking:
                story = next(self._waiting, None)
            if story is None:
                return
            try:
                self._play(story)
            except (Unanswered, NotConfirmed) as silence:
                with self._journal.writing() as journal:
                    journal.unanswered.append(f"{type(story).__name__}: {silence}")
            except BaseException as failure:  # noqa: BLE001 - raised again by `play`
                failure.add_note(repr(story))
                self._failure = failure

    def _play(self, story: Story) -> None:
        if isinstance(story, Visitor):
            self._visit(story)
        elif isinstance(story, Borrower):
            self._borrow(story)
        elif isinstance(story, Reporter):
            self._report(story)
        else:
            self._poison(story)

    def _visit(self, story: Visitor) -> None:
        email = f"visitor-{story.number}@example.com" if story.has_email else None
        person_id = self._register(self._visitors[story.number], email)
        for wanted in story.moves:
            self._move(person_id, wanted)
        fair_id = self._fairs[story.fair]
        # The venue may see somebody before the fair's desk has heard of them.
        if story.ending == "venue" and story.number % 2:
            self._enter(fair_id, person_id)
        else:
            self._visit_registered(story, fair_id, person_id)
        if story.enrols:
            path = f"/v1/classes/{self._class}/enrolments"
            enrolment_id = self._command(path, {"person_id": person_id})["enrolment_id"]
            with self._journal.writing() as journal:
                journal.enrolments.add(enrolment_id)

    def _visit_registered(self, story: Visitor, fair_id: str, person_id: str) -> None:
        path = f"/v1/fairs/{fair_id}/registrations"
        registration_id = self._command(path, {"person_id": person_id})["registration_id"]
        with self._journal.writing() as journal:
            journal.registrations[registration_id] = fair_id, person_id
        if story.ending == "venue":
            self._enter(fair_id, person_id)
        elif story.ending == "desk":
            self._command(
                f"/v1/fairs/{fair_id}/checkins", {"person_id": person_id, "on": forms.DAY}
            )
            with self._journal.writing() as journal:
                journal.check_ins.add((fair_id, person_id))
        else:
            self._pace.act()
            path = f"/v1/registrations/{registration_id}"
            self._door.ask(
                "DELETE", path, self._staff["officer"], settled={"registration_in_wrong_state"}
            )
            with self._journal.writing() as journal:
                journal.commands += 1
                journal.cancelled.add(registration_id)

    def _register(self, one: Person, email: str | None = None) -> str:
        card = self._command("/v1/people", forms.person(one, email))
        person_id = str(card["person_id"])
        with self._journal.writing() as journal:
            journal.people[person_id] = one.resident.region
            journal.versions[person_id] = card["version"]
            journal.readers |= {person_id} if email else set()
        self._seen.append(person_id)
        return person_id

    def _move(self, person_id: str, wanted: str) -> None:
        """A PUT has no key; the version keeps a late try of an earlier move from being done."""
        self._pace.act()
        version = self._journal.versions[person_id]
        headers = {**self._staff["officer"], "If-Match": f'"{version}"'}
        path = f"/v1/people/{person_id}/region"
        card = self._door.ask("PUT", path, headers, {"region": wanted})
        with self._journal.writing() as journal:
            journal.commands += 1
            journal.people[person_id] = wanted
            journal.versions[person_id] = card["version"]

    def _borrow(self, story: Borrower) -> None:
        person_id = self._register(self._borrowers[story.number])
        loan_id = self._command("/v1/loans", forms.loan(story, person_id))["loan_id"]
        with self._journal.writing() as journal:
            journal.loans[loan_id] = story.amount
        for step, role, body in forms.steps(story):
            self._command(f"/v1/loans/{loan_id}/{step}", body, role)
        bank = [forms.bank_report(story, loan_id, place) for place in story.order]
        self._publish(forms.BANK, bank, over_amqp=story.number % 2 == 0)
        for place in range(len(story.payments) - story.at_the_counter, len(story.payments)):
            body = forms.payment(story, place)
            self._command(f"/v1/loans/{loan_id}/repayments", body, "bank")
            self._pay(loan_id, body)
        for one in bank:
            if "payment_id" in one["data"]:
                self._pay(loan_id, one["data"])

    def _pay(self, loan_id: str, payment: dict[str, Any]) -> None:
        with self._journal.writing() as journal:
            key = loan_id, payment["payment_id"]
            journal.payments[key] = Decimal(payment["principal"])

    def _report(self, story: Reporter) -> None:
        events = forms.reports(story)
        self._publish(forms.BODIES, events, story.over_amqp)
        with self._journal.writing() as journal:
            for one in events:
                data = one["data"]
                if "quantity" in data:
                    journal.measures[one["id"]] = data["target_id"], data["quantity"]
                else:
                    journal.activities.add(data["activity_id"])

    def _poison(self, story: Poisoner) -> None:
        nobody = str(uuid.UUID(int=story.number))
        if story.kind == "malformed":
            body = b"\xff\x00 no event at all, number %d" % story.number
            self._pace.act()
            key = "yunling.partners.checkin.reported.v1"
            self._lines[forms.VENUES].publish([(key, str(uuid.uuid4()), body)])
            with self._journal.writing() as journal:
                journal.garbage.add(body)
            return
        if story.kind == "unknown_fair":
            partner, one = forms.VENUES, forms.check_in(nobody, nobody)
        elif story.kind == "unknown_loan":
            data = {"payment_id": f"R-{nobody}", "principal": "1.00", "interest": "1.00"}
            data |= {"loan_id": nobody, "value_date": forms.DAY}
            partner, one = forms.BANK, forms.event(forms.BANK, "repayment.reported", nobody, data)
        else:
            partner = forms.BODIES
            one = forms.event(partner, "nonsense.reported", nobody, {"nonsense_id": nobody})
        self._publish(partner, [one], over_amqp=True, poison=True)

    def _enter(self, fair_id: str, person_id: str) -> None:
        """The venue's system sends its check-ins in batches."""
        with self._venue_lock:
            self._venue.append(forms.check_in(fair_id, person_id))
        self._publish_venue(self._drain_venue(BATCH))

    def _drain_venue(self, least: int) -> list[dict[str, Any]]:
        with self._venue_lock:
            if len(self._venue) < least:
                return []
            batch, self._venue = self._venue, []
            self._batches += 1
            return batch

    def _publish_venue(self, batch: list[dict[str, Any]]) -> None:
        if not batch:
            return
        self._publish(forms.VENUES, batch, over_amqp=self._batches % 2 == 0)
        with self._journal.writing() as journal:
            journal.check_ins |= {(e["data"]["fair_id"], e["data"]["person_id"]) for e in batch}

    def _publish(
        self, partner: str, events: list[dict[str, Any]], over_amqp: bool, poison: bool = False
    ) -> None:
        self._pace.act(len(events))
        if over_amqp:
            messages = [(one["type"], one["id"], orjson.dumps(one)) for one in events]
            self._lines[partner].publish(messages)
        else:
            kind = {"Content-Type": "application/cloudevents-batch+json"}
            headers = {**self._partners[partner], **kind, "Idempotency-Key": str(uuid.uuid4())}
            self._door.ask("POST", "/v1/events", headers, orjson.dumps(events))
        keys = {(one["source"], one["id"]): one["type"] for one in events}
        with self._journal.writing() as journal:
            journal.events |= keys
            if poison:
                journal.poison |= keys.keys()

    def _command(self, path: str, body: Any = None, role: str = "officer") -> dict[str, Any]:
        self._pace.act()
        headers = {**self._staff[role], "Idempotency-Key": str(uuid.uuid4())}
        answer = self._door.ask("POST", path, headers, body)
        with self._journal.writing() as journal:
            journal.commands += 1
        return answer

    def _read(self, over: threading.Event) -> None:
        """Somebody always looks at the programme and into inboxes, and reads a message."""
        year = "/v1/programme?year=2025"
        turn = 0
        while not over.wait(GLANCE_EVERY_S):
            turn += 1
            self._door.glance(year, self._staff["officer"])
            if not self._seen:
                continue
            person_id = self._seen[turn % len(self._seen)]
            own = self._tokens.headers("worker", person_id=person_id)
            inbox = self._door.glance(f"/v1/people/{person_id}/messages?unread=true", own)
            for message in inbox.get("rows", ())[:1]:
                self._mark_read(message["message_id"], own)

    def _mark_read(self, message_id: str, own: dict[str, str]) -> None:
        headers = {**own, "Idempotency-Key": str(uuid.uuid4())}
        try:
            self._door.ask("POST", f"/v1/messages/{message_id}/read", headers)
        except (Unanswered, Refused) as silence:
            with self._journal.writing() as journal:
                journal.unanswered.append(f"reader: {silence}")
            return
        with self._journal.writing() as journal:
            journal.commands += 1
            journal.read.add(message_id)


def _may_borrow(one: Person) -> bool:
    return one.resident.born.year >= BORROWERS_BORN_FROM
