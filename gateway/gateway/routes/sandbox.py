"""The sandbox of partners."""

from gateway.http.route import Route

SANDBOX = "/v1/sandbox"
ONLY = ("sandbox_only",)

ROUTES = [
    Route(
        "GET",
        SANDBOX,
        rpc="gateway.show_sandbox",
        refuses=ONLY,
        summary="Show your registration in the sandbox, your queue, and the last outage.",
    ),
    Route(
        "GET",
        f"{SANDBOX}/events",
        rpc="gateway.list_sandbox_events",
        refuses=ONLY,
        summary="List what you sent and the sandbox took, oldest first.",
    ),
    Route(
        "POST",
        f"{SANDBOX}/deliveries",
        rpc="gateway.deliver_samples",
        status=202,
        refuses=ONLY,
        summary="Have sample events delivered into your own queue.",
    ),
    Route(
        "POST",
        f"{SANDBOX}/outages",
        rpc="gateway.begin_outage",
        status=201,
        refuses=(*ONLY, "broker_not_set"),
        summary="Let the platform be away for you: 503, and your connections are closed.",
    ),
]
