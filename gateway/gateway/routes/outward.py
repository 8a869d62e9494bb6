"""Events to partners: subscriptions, replays, and daily statements."""

from gateway.http.route import Route, Watch

OF_PARTNER = "/v1/partners/{partner_id}"
SUBSCRIPTIONS = f"{OF_PARTNER}/subscriptions"
REPLAYS = f"{OF_PARTNER}/replays"
REPLAY = f"{REPLAYS}/{{replay_id}}"
STATEMENTS = f"{OF_PARTNER}/statements"

ROUTES = [
    Route(
        "POST",
        SUBSCRIPTIONS,
        rpc="gateway.create_subscription",
        status=201,
        refuses=(
            "partner_not_found",
            "partner_not_active",
            "type_not_visible",
            "region_not_yours",
            "too_many_subscriptions",
        ),
        summary="Subscribe a partner to event types of a region.",
    ),
    Route(
        "GET",
        SUBSCRIPTIONS,
        rpc="gateway.list_subscriptions",
        refuses=("partner_not_found",),
        summary="List a partner's subscriptions, newest first.",
    ),
    Route(
        "DELETE",
        f"{SUBSCRIPTIONS}/{{subscription_id}}",
        rpc="gateway.delete_subscription",
        status=204,
        refuses=("partner_not_found", "subscription_not_found"),
        summary="End a subscription.",
    ),
    Route(
        "GET",
        f"{OF_PARTNER}/mailbox",
        rpc="gateway.get_mailbox",
        refuses=("partner_not_found",),
        summary="Show how far a partner is with what it is sent.",
    ),
    Route(
        "POST",
        REPLAYS,
        rpc="gateway.start_replay",
        status=201,
        location=REPLAY,
        refuses=("partner_not_found", "replay_running", "nothing_to_replay"),
        summary="Send a range of a partner's events to its queue again.",
    ),
    Route(
        "GET",
        REPLAYS,
        rpc="gateway.list_replays",
        refuses=("partner_not_found",),
        summary="List a partner's replays, newest first.",
    ),
    Route(
        "GET",
        REPLAY,
        rpc="gateway.get_replay",
        watch=Watch(frozenset({"done", "cancelled"})),
        refuses=("partner_not_found", "replay_not_found"),
        summary="Show how far a replay is.",
    ),
    Route(
        "POST",
        f"{REPLAY}/cancellation",
        rpc="gateway.cancel_replay",
        refuses=("partner_not_found", "replay_not_found"),
        summary="Stop a replay; what went out stays gone.",
    ),
    Route(
        "GET",
        STATEMENTS,
        rpc="gateway.list_statements",
        refuses=("partner_not_found",),
        summary="List a partner's daily statements, the newest day first.",
    ),
    Route(
        "GET",
        f"{STATEMENTS}/{{day}}",
        rpc="gateway.get_statement",
        patterns={"day": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"},
        refuses=("partner_not_found", "statement_not_found", "invalid"),
        summary="Read the signed statement of a day, YYYY-MM-DD.",
    ),
    Route(
        "GET",
        "/v1/signing-keys",
        rpc="gateway.list_signing_keys",
        summary="List the public keys of statements and of what partners are sent (JWKS).",
    ),
]
