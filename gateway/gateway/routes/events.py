"""Events from partner systems."""

from gateway.http.route import Route
from partners.intake.schemas import AcceptedView

ROUTES = [
    Route(
        "POST",
        "/v1/events",
        rpc="gateway.accept_events",
        view=AcceptedView,
        status=202,
        refuses=(
            "source_not_yours",
            "type_not_yours",
            "region_not_yours",
            "partner_not_registered",
            "partner_shut_out",
            "event_id_reused",
            "too_many_events",
        ),
        summary="Send CloudEvents: one structured, one binary, or a batch that is taken whole.",
    ),
    Route(
        "GET",
        "/v1/events/rejected",
        rpc="gateway.list_rejected",
        summary="List events that could not come in, with the reason of each.",
    ),
    Route(
        "GET",
        "/v1/events/gaps",
        rpc="gateway.list_numbers",
        summary="List, by type, the numbers that a partner gave its events and those missing.",
    ),
]
