"""The calls about what partners sent: what was refused, and what never came."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from chassis.rpc import rpc
from chassis.schema import Paging, page_of
from chassis.store import Store
from gateway.intake import rejected, sequences
from gateway.intake.fault import CODES


class ListNumbers(Paging):
    partner_id = fields.String(load_default=None, allow_none=True)


class ListRejected(ListNumbers):
    open = fields.Boolean(load_default=False)


class ErrorView(Schema):
    field = fields.String()
    reason = fields.String()


class RejectedView(Schema):
    rejected_id = fields.String()
    partner_id = fields.String(allow_none=True)
    way = fields.String()
    event_id = fields.String(allow_none=True)
    type = fields.String(allow_none=True)
    source = fields.String(allow_none=True)
    subject = fields.String(allow_none=True)
    code = fields.String(validate=validate.OneOf(CODES))
    errors = fields.List(fields.Nested(ErrorView))
    sha256 = fields.String()
    size = fields.Integer()
    times = fields.Integer()
    first_at = fields.AwareDateTime()
    last_at = fields.AwareDateTime()
    fixed_at = fields.AwareDateTime(allow_none=True)


class GapView(Schema):
    first = fields.Integer()
    last = fields.Integer()


class NumbersView(Schema):
    partner_id = fields.String()
    type = fields.String()
    highest = fields.Integer()
    gaps = fields.List(fields.Nested(GapView))
    repeated = fields.Integer()
    forgotten = fields.Integer()


class Received:
    """Mixed into the gateway's service."""

    store: Store

    @rpc(ListRejected, page_of(RejectedView))
    def list_rejected(self, query: dict[str, Any]) -> Any:
        """A page of refused events, newest first."""
        still_open = query.pop("open")
        return self.store.read(rejected.page, still_open=still_open, **query)

    @rpc(ListNumbers, page_of(NumbersView))
    def list_numbers(self, query: dict[str, Any]) -> Any:
        """A page of the types whose events are numbered, with the numbers that never came."""
        return self.store.read(sequences.page, **query)
