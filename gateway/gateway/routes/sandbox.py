"""Where partners try their systems."""

from chassis.fields import Paging
from gateway.route import Route
from gateway.schemas import sandbox as schemas

SANDBOX = "/v1/sandbox"
ONLY = ("sandbox_only",)

ROUTES = [
    Route(
        "GET",
        SANDBOX,
        rpc="gateway.show_sandbox",
        view=schemas.SandboxView,
        refuses=ONLY,
        summary="Show your registration in the sandbox, your queue, and the last outage.",
    ),
    Route(
        "GET",
        f"{SANDBOX}/events",
        rpc="gateway.list_sandbox_events",
        filters=Paging,
        view=schemas.SandboxEventView,
        paged=True,
        refuses=ONLY,
        summary="List what you sent and the sandbox took, oldest first.",
    ),
    Route(
        "POST",
        f"{SANDBOX}/deliveries",
        rpc="gateway.deliver_samples",
        request=schemas.DeliverSamples,
        view=schemas.DeliveredView,
        status=202,
        refuses=ONLY,
        summary="Have sample events delivered into your own queue.",
    ),
    Route(
        "POST",
        f"{SANDBOX}/outages",
        rpc="gateway.begin_outage",
        request=schemas.BeginOutage,
        view=schemas.BegunOutageView,
        status=201,
        refuses=(*ONLY, "broker_not_set"),
        summary="Let the platform be away for you: 503, and your connections are closed.",
    ),
]
