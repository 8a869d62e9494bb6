"""Why the gateway refuses an event that fits its contract."""

from chassis.errors import Refusal


class EventIdReused(Refusal):
    """An event with this source and id was accepted before, with other data."""

    code = "event_id_reused"


class SourceNotYours(Refusal):
    """The source of an event is not the partner who sent it."""

    code = "source_not_yours"
