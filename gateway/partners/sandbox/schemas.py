"""What the calls about the sandbox take and give; each is about the partner who calls."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, Schema, fields, validate

from chassis.fields import Command, View, choice, flag, many, moment, part, ref, text, whole
from partners.registry.schemas import ROLES

EVENTS_MOST = 100
AWAY_MOST_S = 60
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


class _Attributes(Schema):
    """What a sample needs to be on its way; extensions stay as they came."""

    class Meta:
        unknown = INCLUDE

    specversion = fields.String(required=True, validate=validate.Equal("1.0"))
    id = fields.String(required=True, validate=validate.Length(1, 128))
    type = fields.String(
        required=True, validate=validate.Regexp(r"\Ayunling\.[a-z_.]{1,96}\.v\d+\Z")
    )
    source = fields.String(required=True, validate=validate.Regexp(r"\A/yunling/[a-z]{1,32}\Z"))
    subject = fields.String(required=True, validate=validate.Length(1, 128))
    time = fields.String(required=True, validate=validate.Length(1, 64))
    data = fields.Dict(required=True)


class Sample(fields.Dict):
    """A CloudEvent that the platform is to send. It is kept and sent as text, and its data is not
    looked at: a broken one is a sample too."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return _Attributes().load(value)


class DeliverSamples(Command):
    events = many(
        Sample(
            required=True,
            metadata={"example": EXAMPLE, "description": "As the platform is to send it."},
        ),
        EVENTS_MOST,
        minimum=1,
    )
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
    event = fields.Dict(
        required=True,
        metadata={"example": EXAMPLE, "description": "As it would have been passed on."},
    )
