"""The calls about what partners sent: what was refused, and what never came."""

from __future__ import annotations

from chassis.fields import page_of
from chassis.rpc import query
from partners.intake import rejected, schemas, sequences


class Received:
    """A part of Partners."""

    list_rejected = query(rejected.page, schemas.ListRejected, page_of(schemas.RejectedView))
    list_numbers = query(sequences.page, schemas.ListNumbers, page_of(schemas.NumbersView))
