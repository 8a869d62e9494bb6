"""Compares what was acknowledged with what the stores and the broker hold.

Every event and every command has its effect exactly once, the events of a subject went out and
were handled in their order, nothing is left under way, and only poison was parked.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict

from tests.fault.effects import audit_effects
from tests.fault.evidence import Evidence, Row
from tests.fault.findings import Findings
from tests.fault.journal import Journal
from tests.fault.witness import Key

ORDERED = ("jobs.on_person", "loans.on_person", "training.on_person", "notify.on_news")
"""Handlers that promise the order of each subject; the others' effects commute."""
INTAKE = "gateway.on_intake"
"""Takes what partners publish, from an exchange of its own."""


def audit(journal: Journal, evidence: Evidence) -> Findings:
    """Everything that is wrong."""
    findings = Findings()
    _audit_intake(journal, evidence, findings)
    _audit_outboxes(evidence, findings)
    _audit_broker(evidence, findings)
    _audit_handling(journal, evidence, findings)
    _audit_order(evidence, findings)
    _audit_rest(evidence, findings)
    audit_effects(journal, evidence, findings)
    return findings


def _audit_intake(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    """What partners were told is accepted went on once, but for poison that the door refused."""
    refused = _refused(evidence)
    accepted = journal.events.keys() - (refused & journal.poison)
    forwarded = [_key(row) for row in evidence.outbox["gateway"]]
    findings.once_each("accepted event", accepted, forwarded)
    for key in refused - journal.poison:
        findings.add("lost", f"{key} was refused at the door")
    garbage = {hashlib.sha256(body).hexdigest() for body in journal.garbage}
    findings.once_each(
        "garbage",
        garbage,
        [row["sha256"] for row in evidence.kept["gateway.rejected"] if not row["event_id"]],
    )


def _refused(evidence: Evidence) -> set[Key]:
    """The events that the door refused and keeps for their partner to see."""
    rows = evidence.kept["gateway.rejected"]
    return {(row["source"], row["event_id"]) for row in rows if row["event_id"]}


def _audit_outboxes(evidence: Evidence, findings: Findings) -> None:
    """Each event has a row, and the sequences of a subject have no gap."""
    for service, rows in evidence.outbox.items():
        sequences: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            if row["sequence"]:
                sequences[row["subject"]].append(row["sequence"])
            if row["unsent"]:
                findings.add("stuck", f"unsent {row['type']} of {service}")
        for subject, numbers in sequences.items():
            wanted = range(1, max(numbers) + 1)
            findings.once_each(f"sequence of {service} {subject}", wanted, numbers)


def _audit_broker(evidence: Evidence, findings: Findings) -> None:
    """The broker got every event, and the first time in the order of its subject."""
    rows = {_key(row): row for rows in evidence.outbox.values() for row in rows}
    missing = rows.keys() - set(evidence.broker.published)
    for key in missing:
        findings.add("lost", f"published {rows[key]['type']} {key}")
    last: dict[tuple[str, str], int] = defaultdict(int)
    for key in dict.fromkeys(evidence.broker.published):
        row = rows.get(key)
        if row is None:
            findings.add("twice", f"published {key}, which no outbox has")
        elif row["sequence"]:
            subject = row["source"], row["subject"]
            if row["sequence"] != last[subject] + 1:
                findings.add("out_of_order", f"published {row['sequence']} of {subject}")
            last[subject] = max(last[subject], row["sequence"])


def _audit_handling(journal: Journal, evidence: Evidence, findings: Findings) -> None:
    """Every handler handled each of its events once, or keeps it as the poison that it is."""
    inboxes = set().union(*evidence.inbox.values())
    held = {
        (row["handler"], row["source"], row["event_id"]): row
        for rows in evidence.waiting.values()
        for row in rows
    }
    events = [row for rows in evidence.outbox.values() for row in rows]
    handlers = _handlers(evidence)
    for handler in {key.partition("|")[0] for key in inboxes} - handlers.keys() - {INTAKE}:
        findings.add("lost", f"{handler} handles events and is bound to none")
    for handler, patterns in handlers.items():
        for row in events:
            if not any(_fits(pattern.split("."), row["type"].split(".")) for pattern in patterns):
                continue
            source, id = _key(row)
            if f"{handler}|{source}|{id}" not in inboxes and (handler, source, id) not in held:
                findings.add("lost", f"{handler} has not handled {row['type']} {id}")
    for id, times in Counter(evidence.handled).items():
        findings.add("twice", f"committed {id}", times - 1)
    _audit_poison(journal, held, _refused(evidence), findings)


def _audit_poison(
    journal: Journal,
    held: dict[tuple[str, str, str], Row],
    refused: set[Key],
    findings: Findings,
) -> None:
    parked: set[Key] = set()
    for (handler, source, id), row in held.items():
        if row["state"] != "parked":
            findings.add("stuck", f"{handler} waits with {row['type']} {id}: {row['cause']}")
        elif (source, id) in journal.poison:
            parked.add((source, id))
        elif bytes(row["body"]) not in journal.garbage:
            findings.add("parked_good", f"{handler} parked {row['type']} {id}: {row['cause']}")
    for key in journal.poison - parked - refused:
        findings.add("lost", f"poison {key} is kept nowhere")


def _audit_order(evidence: Evidence, findings: Findings) -> None:
    """Ordered handlers committed the events of a subject in the order of their sequence."""
    rows = {_key(row): row for rows in evidence.outbox.values() for row in rows}
    last: dict[tuple[str, str, str], int] = defaultdict(int)
    for id in evidence.handled:
        handler, source, event_id = id.split("|", 2)
        row = rows.get((source, event_id))
        if handler not in ORDERED or row is None:
            continue
        subject = handler, source, row["subject"]
        if row["sequence"] < last[subject]:
            findings.add("out_of_order", f"{handler} handled {row['sequence']} of {subject} late")
        last[subject] = max(last[subject], row["sequence"])


def _audit_rest(evidence: Evidence, findings: Findings) -> None:
    for queue, messages in evidence.broker.queues.items():
        findings.add("stuck", f"messages in {queue}", messages)
    for message in evidence.kept["notify.messages"]:
        if message["state"] == "queued":
            findings.add("stuck", f"message {message['_id']} is not final")


def _handlers(evidence: Evidence) -> dict[str, list[str]]:
    patterns: dict[str, list[str]] = defaultdict(list)
    for handler, pattern in evidence.broker.bindings:
        patterns[handler].append(pattern)
    return patterns


def _key(row: Row) -> Key:
    return row["source"], row["event_id"]


def _fits(pattern: list[str], words: list[str]) -> bool:
    """AMQP's topic patterns: `*` is one word, `#` any number of them."""
    if not pattern:
        return not words
    if pattern[0] == "#":
        return any(_fits(pattern[1:], words[skip:]) for skip in range(len(words) + 1))
    return bool(words) and pattern[0] in ("*", words[0]) and _fits(pattern[1:], words[1:])
