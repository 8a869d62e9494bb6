"""What the gateway is asked about the sandbox by RPC."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, RAISE, Schema, fields, validate

from chassis.schema import Paging

EVENTS_MOST = 100
AWAY_MOST_S = 60


class Command(Schema):
    class Meta:
        unknown = RAISE


class Nothing(Command):
    """No argument: it is about the caller."""


class ListEvents(Paging):
    class Meta:
        unknown = RAISE


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


class Sample(fields.Field[Any]):
    """A CloudEvent that the platform is to send. It is kept and sent as text, and its data is not
    looked at: a broken one is a sample too."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return _Attributes().load(value)


class Deliver(Command):
    events = fields.List(Sample(), required=True, validate=validate.Length(1, EVENTS_MOST))
    forged = fields.Boolean(load_default=False)


class BeginOutage(Command):
    seconds = fields.Integer(required=True, strict=True, validate=validate.Range(1, AWAY_MOST_S))


class DeliveredView(Schema):
    delivered = fields.Integer()


class OutageView(Schema):
    until = fields.AwareDateTime()
    refused = fields.Integer()


class BegunOutageView(OutageView):
    given_back = fields.Integer()


class QueueView(Schema):
    ready = fields.Integer()
    consumers = fields.Integer()


class SandboxView(Schema):
    partner_id = fields.String()
    role = fields.String()
    types = fields.List(fields.String())
    queue = fields.Nested(QueueView)
    outage = fields.Nested(OutageView, allow_none=True)


class SandboxEventView(Schema):
    sandbox_event_id = fields.String()
    at = fields.AwareDateTime()
    event = fields.Dict()
