"""The sandbox on the public interface."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chassis.fields import Command, View, choice, flag, many, moment, part, ref, text, whole
from gateway.partners.schemas import ROLES
from gateway.sandbox.schemas import AWAY_MOST_S, EVENTS_MOST

EXAMPLE: dict[str, Any] = {
    "specversion": "1.0",
    "id": "3f0d0a5e-6b0e-4e53-9f0c-0d6a4b1f2c11",
    "type": "yunling.loans.loan.contract_signed.v1",
    "source": "/yunling/loans",
    "subject": "01936b2e-0000-7000-8000-000000000002",
    "time": "2025-03-12T01:30:00Z",
    "datacontenttype": "application/json",
    "sequence": "0000000009",
    "data": {"loan_id": "01936b2e-0000-7000-8000-000000000002", "amount": "150000.00"},
}


def event(description: str) -> fields.Dict:
    """A whole CloudEvent."""
    return fields.Dict(
        keys=fields.String(validate=validate.Length(1, 64)),
        required=True,
        metadata={"example": EXAMPLE, "description": description},
    )


class DeliverSamples(Command):
    events = many(event("As the platform is to send it."), EVENTS_MOST, minimum=1)
    forged = flag(
        required=False, example=False, description="Signed with a key that is not the platform's."
    )


class DeliveredView(View):
    delivered = whole(0, EVENTS_MOST, example=1)


class BeginOutage(Command):
    seconds = whole(1, AWAY_MOST_S, example=6, description="How long the platform is away.")


class OutageView(View):
    until = moment()
    refused = whole(example=3, description="Requests that met it.")


class BegunOutageView(OutageView):
    given_back = whole(
        example=0, description="Messages that your connections held and had not acknowledged."
    )


class QueueView(View):
    ready = whole(example=0)
    consumers = whole(example=1)


class SandboxView(View):
    partner_id = text(48, example="bank-icbc-km")
    role = choice(ROLES)
    types = many(text(100, example="yunling.partners.disbursement.reported.v1"), 50)
    queue = part(QueueView)
    outage = part(OutageView, allow_none=True, description="The running one, or the last.")


class SandboxEventView(View):
    sandbox_event_id = ref()
    at = moment(description="When it was taken.")
    event = event("As it would have been passed on.")
