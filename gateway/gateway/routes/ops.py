"""What operators see and repair."""

from gateway.route import OFFICER, Route, roles
from gateway.schemas import ops as schemas

ROUTES = [
    Route(
        "GET",
        "/v1/ops/stores",
        rpc="ops.count_stores",
        roles=roles(OFFICER),
        query=schemas.StoresQuery,
        view=schemas.StoresView,
        summary="Count each target of a year in the stores of the services that own it.",
    ),
    Route(
        "GET",
        "/v1/ops/flow",
        rpc="ops.flow",
        roles=roles(OFFICER),
        view=schemas.FlowView,
        summary="Show how many events each service published, handled, holds back and parked.",
    ),
    Route(
        "GET",
        "/v1/ops/parked",
        rpc="ops.list_parked",
        roles=roles(OFFICER),
        query=schemas.ParkedQuery,
        view=schemas.ParkedView,
        page=True,
        summary="List events that were given up and wait for repair.",
    ),
    Route(
        "POST",
        "/v1/ops/parked/{service}/{parked_id}/replay",
        rpc="ops.replay_parked",
        roles=roles(),
        view=schemas.RepairView,
        refuses=("parked_event_not_found",),
        summary="Try a parked event again.",
    ),
    Route(
        "POST",
        "/v1/ops/parked/{service}/{parked_id}/discard",
        rpc="ops.discard_parked",
        roles=roles(),
        view=schemas.RepairView,
        refuses=("parked_event_not_found",),
        summary="Give a parked event up for good.",
    ),
]
