"""Queries and views of the operators' routes."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chassis.fields import (
    Command,
    Paging,
    View,
    choice,
    flag,
    many,
    moment,
    part,
    ref,
    table,
    text,
    whole,
    year,
)
from gateway.service_list import MOST
from gateway.upstream.operator_fanout import ALL

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class StoresQuery(Command):
    year = year()


class StoresView(View):
    """Figures of the targets that services own; money is text."""

    fairs_held = whole(example=700)
    fair_person_times = whole(example=200_000)
    loans_disbursed = text(20, example="240000000.00")
    persons_upgraded = whole(example=30_000)
    skill_participants = whole(example=300_000)
    contest_trades = whole(example=50)


class ServiceFlow(View):
    """One service: what it published by type, what each of its handlers applied by type."""

    published = table(whole(example=1), example={"yunling.jobs.fair.opened.v1": 700})
    unsent = whole(example=0)
    handled = table(
        table(whole(example=1), example={}),
        example={"loans.on_person": {"yunling.people.person.registered.v1": 31_200}},
    )
    bindings = table(
        many(text(example="yunling.people.person.*")),
        example={"loans.on_person": ["yunling.people.person.registered.v1"]},
    )
    waiting = whole(example=0)
    parked = whole(example=0)
    messages = table(whole(example=1), example={"delivered": 12}, required=False)


_BY_SERVICE: dict[str, Any] = {name: part(ServiceFlow, allow_none=True) for name in ALL}
FlowView: type[View] = type("FlowView", (View,), {"__module__": __name__, **_BY_SERVICE})
"""By service; null for one that does not answer."""


class OfParked(Command):
    """Which events; `since` and `until` refer to the time of parking."""

    service = choice(ALL, example="loans", required=False)
    handler = text(example="loans.on_bank", required=False)
    type = text(example="yunling.partners.disbursement.reported.v1", required=False)
    cause = text(500, example="refused: loan_not_found", required=False)
    since = moment(required=False)
    until = moment(required=False)
    state = choice(["parked", "waiting"], required=False)


class ParkedQuery(OfParked, Paging):
    pass


class ParkedView(View):
    """An event that was given up or waits. Its id, source and subject are shown masked where they
    look like personal data."""

    service = choice(ALL, example="loans")
    parked_id = ref()
    handler = text(example="loans.on_bank")
    event_id = text(example="bank-icbc-km-000001", allow_none=True)
    type = text(example="yunling.partners.disbursement.reported.v1", allow_none=True)
    source = text(example="/partners/bank-icbc-km", allow_none=True)
    subject = ref(allow_none=True)
    sequence = whole(example=1, allow_none=True)
    traceparent = text(
        example="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", allow_none=True
    )
    state = choice(["parked", "waiting"])
    cause = table(fields.Raw(), example={"kind": "refused", "code": "loan_not_found"})
    label = text(500, example="refused: loan_not_found", allow_none=True)
    tries = whole(example=1)
    first_at = moment()
    due_at = moment()
    parked_at = moment(allow_none=True)


class ParkedGroup(View):
    service = choice(ALL, example="loans")
    handler = text(example="loans.on_bank")
    type = text(example="yunling.partners.disbursement.reported.v1", allow_none=True)
    cause = text(500, example="refused: loan_not_found", allow_none=True)
    count = whole(example=12)
    oldest = moment()
    newest = moment()


class ParkedGroupsView(View):
    groups = many(part(ParkedGroup))
    unanswered = many(choice(ALL), description="Services that did not answer.")


class EditView(View):
    by = text(example="li-na")
    at = moment()
    reason = text(500, example="The bank sent the amount in fen; confirmed by phone.")
    sha256 = text(64, example=SHA256)
    body = text(1_100_000, example="{}")


class ParkedDetailsView(ParkedView):
    """With the body as text; `behind` counts the events that wait behind this one."""

    bytes = whole(example=512)
    sha256 = text(64, example=SHA256)
    body = text(1_100_000, example="{}")
    masked = flag()
    behind = whole(example=3)
    edit = part(EditView, allow_none=True)


class Reason(Command):
    reason = text(500, minimum=3, example="The fix 1.4.1 is deployed.")


class ReplayRequest(Command):
    reason = text(500, minimum=3, example="The fix 1.4.1 is deployed.", required=False)


class EditRequest(Reason):
    event = table(
        fields.Raw(allow_none=True),
        example={"specversion": "1.0", "id": "bank-icbc-km-000001"},
        description="The whole CloudEvent, with the same id and source.",
    )


class ApprovalRequest(Command):
    sha256 = text(64, example=SHA256, description="Of the proposed body, as it was shown.")


class EditedView(View):
    service = choice(ALL, example="loans")
    parked_id = ref()
    state = choice(["proposed", "replayed"])
    sha256 = text(64, example=SHA256)


class RepairView(View):
    service = choice(ALL, example="loans")
    parked_id = ref()
    state = choice(["replayed", "discarded"])


class RepairRequest(Reason):
    """All events parked now in one service that match."""

    service = choice(ALL, example="loans")
    action = choice(["replay", "discard"])
    handler = text(example="loans.on_bank", required=False)
    type = text(example="yunling.partners.disbursement.reported.v1", required=False)
    cause = text(500, example="refused: loan_not_found", required=False)
    since = moment(required=False)
    until = moment(required=False)


class RepairStateView(View):
    service = choice(ALL, example="loans")
    job_id = ref()
    state = choice(["running", "done", "stopped", "cancelled"])
    total = whole(example=12)


class RepairJobView(RepairStateView):
    """`done` events were replayed or discarded. Of those replayed, `applied` went through,
    `failing` failed again, `untried` have not had their turn. `stopped`: all failed again."""

    action = choice(["replay", "discard"])
    query = table(fields.Raw(), example={"handler": "loans.on_bank"})
    reason = text(500, example="The fix 1.4.1 is deployed.")
    by = text(example="li-na", allow_none=True)
    at = moment()
    ended_at = moment(allow_none=True)
    done = whole(example=10)
    applied = whole(example=8)
    failing = whole(example=1)
    untried = whole(example=1)


class NewestQuery(Command):
    service = choice(ALL, example="loans", required=False)
    # Not `whole`: after a question mark a number is text.
    limit = fields.Integer(
        validate=validate.Range(1, 200), metadata={"example": 50}, required=False
    )


class RepairJobsView(View):
    rows = many(part(RepairJobView), 200)
    unanswered = many(choice(ALL), description="Services that did not answer.")


class AuditQuery(NewestQuery):
    before = ref(required=False, description="The audit_id of the last record already seen.")
    parked_id = ref(required=False)
    job_id = ref(required=False)
    person_id = ref(required=False)
    partner_id = ref(required=False)


class AuditRecord(View):
    """Who did what to whom, to which event, or to how many. The digests are of the bodies."""

    service = choice(ALL, example="loans")
    audit_id = ref()
    at = moment()
    who = text(example="li-na", allow_none=True)
    role = text(example="admin", allow_none=True)
    action = text(example="replay")
    reason = text(500, example="The fix 1.4.1 is deployed.", allow_none=True)
    purpose = text(example="loan_review", required=False)
    person_id = ref(required=False)
    partner_id = ref(required=False, allow_none=True)
    job_id = ref(required=False, allow_none=True)
    events = whole(example=12, required=False)
    query = table(fields.Raw(), example={"handler": "loans.on_bank"}, required=False)
    parked_id = ref(required=False)
    handler = text(example="loans.on_bank", required=False)
    type = text(
        example="yunling.partners.disbursement.reported.v1", required=False, allow_none=True
    )
    source = text(example="/partners/bank-icbc-km", required=False, allow_none=True)
    event_id = text(example="bank-icbc-km-000001", required=False, allow_none=True)
    sha256 = text(64, example=SHA256, required=False)
    sha256_after = text(64, example=SHA256, required=False)
    by = text(example="wang-fang", required=False, description="Who proposed the change.")
    more = table(
        fields.Raw(allow_none=True),
        example={},
        description="Facts of this action that have no column of their own.",
    )


class AuditView(View):
    rows = many(part(AuditRecord), 200)
    unanswered = many(choice(ALL), description="Services that did not answer.")


class KeyState(View):
    service = choice(ALL, example="people")
    in_use = text(32, example="2026-06", description="The name of the master key that wraps.")
    left = whole(example=0, description="Data keys that other master keys still wrap.")


class KeysView(View):
    rows = many(part(KeyState), MOST)
    unanswered = many(choice(ALL), description="Services that did not answer.")


class ChainQuery(Command):
    service = choice(ALL, example="loans")
    after = fields.Integer(validate=validate.Range(min=0), metadata={"example": 0}, required=False)
    limit = fields.Integer(
        validate=validate.Range(1, 1000), metadata={"example": 500}, required=False
    )


class SealedRecord(View):
    """A record under a seal; `sha256` is of `record`, which is null when the record is gone."""

    audit_id = ref()
    sha256 = text(64, example=SHA256)
    record = text(20_000, example='{"action":"reveal"}', allow_none=True)


class SealView(View):
    """`digest` is the SHA-256 of lines: n, at, prev, then audit_id and sha256 of each record."""

    n = whole(example=1)
    at = text(example="2025-03-08T01:30:00.000Z")
    prev = text(64, example="0" * 64)
    digest = text(64, example=SHA256)
    records = many(part(SealedRecord), 500)


class ChainEnd(View):
    """How many records there are, and of those how many no seal covers yet."""

    records = whole(example=12)
    unsealed = whole(example=0)
    oldest_unsealed_at = moment(allow_none=True)


class ChainView(View):
    """Seals after the one with the number `after`; `end` comes with the last of them."""

    service = choice(ALL, example="loans")
    seals = many(part(SealView), 1000)
    end = part(ChainEnd, allow_none=True)


class UnroutedOfType(View):
    type = text(example="yunling.jobs.fair.opened.v1")
    count = whole(example=12)


class UnroutedView(View):
    """`events` lie in the queue; the oldest `looked_at` of them are counted by type."""

    events = whole(example=12)
    looked_at = whole(example=12)
    types = many(part(UnroutedOfType), 5000)


class UnroutedDiscard(Reason):
    type = text(example="yunling.jobs.fair.opened.v1")


class UnroutedDone(View):
    events = whole(example=12)
