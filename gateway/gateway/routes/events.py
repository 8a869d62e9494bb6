"""Events from partner systems."""

from gateway.route import Route
from gateway.schemas import events as schemas

ROUTES = [
    Route(
        "POST",
        "/v1/events",
        rpc="gateway.accept_events",
        view=schemas.AcceptedView,
        status=202,
        refuses=("source_not_yours", "event_id_reused", "too_many_events"),
        summary="Send CloudEvents: one structured, one binary, or a batch that is taken whole.",
    ),
]
