"""The registry of partners, their API keys and broker accounts."""

from gateway.http.route import Route

PARTNERS = "/v1/partners"
PARTNER = f"{PARTNERS}/{{partner_id}}"
KEYS = f"{PARTNER}/keys"

ROUTES = [
    Route(
        "POST",
        PARTNERS,
        rpc="gateway.add_partner",
        status=201,
        location=PARTNER,
        refuses=("partner_exists", "types_not_of_role"),
        summary="Register a partner.",
    ),
    Route(
        "GET",
        PARTNERS,
        rpc="gateway.list_partners",
        summary="List partners, removed ones too.",
    ),
    Route(
        "GET",
        PARTNER,
        rpc="gateway.get_partner",
        refuses=("partner_not_found",),
        summary="Read a partner with its newest keys.",
    ),
    Route(
        "POST",
        f"{PARTNER}/changes",
        rpc="gateway.change_partner",
        refuses=("partner_not_found", "partner_not_active", "types_not_of_role"),
        summary="Change name, types, region or rate of a partner.",
    ),
    Route(
        "POST",
        f"{PARTNER}/suspension",
        rpc="gateway.suspend_partner",
        refuses=("partner_not_found", "partner_not_active"),
        summary="Shut a partner out until it is resumed.",
    ),
    Route(
        "POST",
        f"{PARTNER}/resumption",
        rpc="gateway.resume_partner",
        refuses=("partner_not_found", "partner_not_suspended"),
        summary="Let a suspended partner in again.",
    ),
    Route(
        "POST",
        f"{PARTNER}/removal",
        rpc="gateway.remove_partner",
        refuses=("partner_not_found", "partner_not_active"),
        summary="End a partner, its keys and its account for good.",
    ),
    Route(
        "POST",
        KEYS,
        rpc="gateway.add_partner_key",
        status=201,
        refuses=("partner_not_found", "partner_not_active", "too_many_partner_keys"),
        summary="Give a partner an API key; it is shown once.",
    ),
    Route(
        "POST",
        f"{KEYS}/{{prefix}}/revocation",
        rpc="gateway.revoke_partner_key",
        patterns={"prefix": r"^[0-9a-f]{8}$"},
        refuses=("partner_key_not_found",),
        summary="Take a key back at once.",
    ),
    Route(
        "PUT",
        f"{PARTNER}/account",
        rpc="gateway.set_partner_account",
        refuses=("partner_not_found", "partner_not_active", "broker_not_set"),
        summary="Give a partner an account on the broker, or its account another password.",
    ),
]
