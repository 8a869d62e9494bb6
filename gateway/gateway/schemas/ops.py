"""Queries and views of the operators' routes."""

from __future__ import annotations

from marshmallow import fields

from gateway.ops import ALL
from gateway.schemas.base import (
    PageQuery,
    Query,
    View,
    choice,
    many,
    moment,
    part,
    ref,
    table,
    text,
    whole,
)


class StoresQuery(Query):
    year = fields.Integer(required=True, metadata={"example": 2025})


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


class FlowView(View):
    """By service; null for one that does not answer."""

    gateway = part(ServiceFlow, allow_none=True)
    insight = part(ServiceFlow, allow_none=True)
    jobs = part(ServiceFlow, allow_none=True)
    loans = part(ServiceFlow, allow_none=True)
    notify = part(ServiceFlow, allow_none=True)
    people = part(ServiceFlow, allow_none=True)
    training = part(ServiceFlow, allow_none=True)


class ParkedQuery(PageQuery):
    service = choice(ALL, example="loans", required=False)
    state = choice(["parked", "waiting"], required=False)


class ParkedView(View):
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
    tries = whole(example=1)
    first_at = moment()
    due_at = moment()


class RepairView(View):
    service = choice(ALL, example="loans")
    parked_id = ref()
    state = choice(["replayed", "discarded"])
