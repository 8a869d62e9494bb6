"""Reading the owners' outboxes as events, through the same schemas as live ones."""

from collections.abc import Sequence
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError

from chassis import cloudevents
from chassis.cloudevents import Malformed
from chassis.domain import Event
from insight.domain.projection import ROSTER, project
from insight.errors import TargetNotServedByPartners

PAGE = 200
ROSTERS_A_PAGE = 20


def is_heavy(envelopes: Sequence[dict[str, Any]]) -> bool:
    """Whether a page has more participants in it than one transaction should count."""
    return sum(1 for one in envelopes if one["type"] == ROSTER) > ROSTERS_A_PAGE


class Reader:
    """Makes events of stored envelopes. What a live handler would have parked is left out."""

    def __init__(self, schemas: dict[str, type[Schema]], otherwise: type[Schema]) -> None:
        self.schemas = {type: schema(unknown=EXCLUDE) for type, schema in schemas.items()}
        self.otherwise = otherwise(unknown=EXCLUDE)

    def read(self, envelopes: Sequence[dict[str, Any]]) -> tuple[list[Event], int]:
        """The events, and how many of the envelopes could not be read."""
        events = [event for one in envelopes if (event := self._event(one))]
        return events, len(envelopes) - len(events)

    def _event(self, stored: dict[str, Any]) -> Event | None:
        schema = self.schemas.get(stored["type"], self.otherwise)
        try:
            event = cloudevents.event(stored, schema.load(stored["data"]))
            project(event)
        except (Malformed, ValidationError, TargetNotServedByPartners):
            return None
        return event
