"""Whether what the services keep is what was acknowledged, and what insight sums up of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.fault.evidence import Evidence, Row
from tests.fault.findings import Findings
from tests.fault.forms import PARTICIPANTS
from tests.fault.journal import Journal

LEARNERS = ("jobs.people", "loans.people", "training.people")
"""What others know of a person: the last move that they heard of."""

SILENT_NEWS = ("moved", "contact_changed", "consent_given", "consent_withdrawn")
"""What notify hears of without writing to anybody."""

REGISTERED = "yunling.jobs.registration."


def audit_effects(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    """Add to `findings` whatever was lost or done twice in the stores."""
    _audit_people(journal, evidence, findings)
    _audit_fairs(journal, evidence, findings)
    _audit_loans(journal, evidence, findings)
    _audit_training(journal, evidence, findings)
    _audit_messages(journal, evidence, findings)
    _audit_insight(journal, evidence, findings)


def _audit_people(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    people = {row["_id"]: row for row in evidence.kept["people.people"]}
    findings.once_each("person", journal.people, people)
    for person_id, region in journal.people.items():
        person = people.get(person_id)
        if person is None:
            continue
        version = journal.versions[person_id]
        findings.equal(f"version of person {person_id}", version, person["version"])
        if person["region"] != region:
            findings.add("lost", f"the last move of person {person_id}")
    for learner in LEARNERS:
        known = {row["_id"]: row["region"] for row in evidence.kept[learner]}
        findings.once_each(learner, journal.people, known)
        for person_id in journal.people.keys() & known.keys():
            if known[person_id] != journal.people[person_id]:
                findings.add("out_of_order", f"{learner} has an old region of {person_id}")


def _audit_fairs(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    rows = evidence.kept["jobs.registrations"]
    own = {row["_id"]: (row["fair_id"], row["person_id"]) for row in rows}
    walked_in = [id for id, visit in own.items() if id not in journal.registrations]
    findings.once_each("registration", journal.registrations, own.keys() - set(walked_in))
    visits = [own[id] for id in walked_in]
    findings.once_each("walk-in", {visit for visit in visits if visit in journal.check_ins}, visits)
    inside = [own[row["_id"]] for row in rows if row["checked_in_on"]]
    findings.once_each("check-in", journal.check_ins, inside)
    told = _told(evidence, "jobs", f"{REGISTERED}checked_in.v1")
    reported = [(data["fair_id"], data["person_id"]) for data in told]
    findings.once_each("check-in reported", journal.check_ins, reported)
    cancelled = {row["_id"] for row in rows if row["state"] == "cancelled"}
    findings.once_each("cancellation", journal.cancelled, cancelled)
    _audit_seats(evidence, findings)


def _audit_seats(evidence: Evidence, findings: Findings) -> None:
    """The counters of each fair are what its registrations' events add up to."""
    taken: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for history in _histories(evidence).values():
        fair_id = history[0]["data"]["fair_id"]
        place = ""
        for row in history:
            place = _place(row["type"].removeprefix(REGISTERED), place)
        taken[fair_id] += place == "seat"
        waiting[fair_id] += place == "queue"
    for seats in evidence.kept["jobs.seats"]:
        findings.equal(f"seats of {seats['_id']}", taken[seats["_id"]], seats["taken"])
        findings.equal(f"queue of {seats['_id']}", waiting[seats["_id"]], seats["waiting"])


def _histories(evidence: Evidence) -> dict[str, list[Row]]:
    histories: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(evidence.outbox["jobs"], key=lambda row: row["sequence"]):
        if row["type"].startswith(REGISTERED):
            histories[row["subject"]].append(row)
    return histories


def _place(step: str, before: str) -> str:
    """Where a registration for an online fair is: at the door only a queue is left."""
    if step.startswith(("confirmed", "promoted")):
        return "seat"
    if step.startswith("waitlisted"):
        return "queue"
    if step.startswith("cancelled"):
        return ""
    return "" if before == "queue" else before


def _audit_loans(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    loans = {row["_id"]: row for row in evidence.kept["loans.loans"]}
    findings.once_each("loan", journal.loans, loans)
    booked = [
        (loan_id, payment["payment_id"])
        for loan_id, loan in loans.items()
        for payment in loan["payments"]
    ]
    findings.once_each("payment", journal.payments, booked)
    told = _told(evidence, "loans", "yunling.loans.loan.repayment_received.v1")
    reported = [(data["loan_id"], data["payment_id"]) for data in told]
    findings.once_each("payment reported", journal.payments, reported)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for (loan_id, _), principal in journal.payments.items():
        paid[loan_id] += principal
    exposure: dict[str, Decimal] = defaultdict(Decimal)
    for loan_id in journal.loans.keys() & loans.keys():
        loan, owed = loans[loan_id], journal.loans[loan_id] - paid[loan_id]
        # A higher balance is a payment that is missing.
        findings.equal(f"paid back of {loan_id}", -owed, -_number(loan["balance"]))
        share = owed * _number(loan["guarantee"]["share"])
        exposure[loan["guarantee"]["fund_id"]] += share.quantize(Decimal("0.01"), ROUND_HALF_UP)
    for fund in evidence.kept["loans.funds"]:
        carried = _number(fund["exposure"])
        findings.equal(f"exposure of fund {fund['_id']}", exposure[fund["_id"]], carried)


def _audit_training(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    enrolled = [row["_id"] for row in evidence.kept["training.enrolments"]]
    findings.once_each("enrolment", journal.enrolments, enrolled)
    activities = {row["_id"]: row["version"] for row in evidence.kept["training.activities"]}
    findings.once_each("activity", {f"bodies.{id}" for id in journal.activities}, activities)
    for id, version in activities.items():
        findings.equal(f"reports of activity {id}", 1, version)
    participants = len(journal.activities) * PARTICIPANTS
    found = len(evidence.kept["training.participations"])
    findings.equal("participations", participants, found)


def _audit_messages(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    """One message in the inbox of whom it concerns, for each event that notify tells of, and one
    letter where somebody has an address."""
    news = {pattern for handler, pattern in evidence.broker.bindings if handler == "notify.on_news"}
    news = {type for type in news if type.split(".")[-2] not in SILENT_NEWS}
    told = {
        row["event_id"]: row["data"].get("person_id")
        for rows in evidence.outbox.values()
        for row in rows
        if row["type"] in news
    }
    messages = [row for row in evidence.kept["notify.messages"] if row["channel"] == "in_app"]
    letters = [row for row in evidence.kept["notify.messages"] if row["channel"] == "email"]
    written = {event_id for event_id, person_id in told.items() if person_id in journal.readers}
    findings.once_each("message about", told, [row["event_id"] for row in messages])
    findings.once_each("letter about", written, [row["event_id"] for row in letters])
    read = [row["_id"] for row in messages if row["read_at"]]
    findings.once_each("message read", journal.read, read)


def _audit_insight(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    owed = Counter(row["type"] for rows in evidence.outbox.values() for row in rows)
    counted = Counter({row["_id"]: row["n"] for row in evidence.kept["insight.counts_0001"]})
    for type in owed.keys() | counted.keys():
        findings.equal(f"insight's count of {type}", owed[type], counted[type])
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for cell in evidence.kept["insight.cells_0001"]:
        totals[cell["target_id"]] += _number(cell.get("total", 0))
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for target, quantity in journal.measures.values():
        wanted[target] += quantity
    wanted["fair_person_times"] = Decimal(len(journal.check_ins))
    wanted["skill_participants"] = Decimal(len(journal.activities) * PARTICIPANTS)
    wanted["loans_disbursed"] = sum(journal.loans.values(), Decimal(0))
    for target in wanted.keys() | totals.keys():
        findings.equal(f"insight's sum of {target}", wanted[target], totals[target])


def _told(evidence: Evidence, service: str, type: str) -> Iterable[dict[str, Any]]:
    return (row["data"] for row in evidence.outbox[service] if row["type"] == type)


def _number(stored: Any) -> Decimal:
    return Decimal(str(stored))
