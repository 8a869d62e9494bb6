"""Routes of the insight service."""

from __future__ import annotations

from chassis.rate_limits.quota import HEAVY
from gateway.http.route import Route, Watch

ROUTES = [
    Route(
        "GET",
        "/v1/programme",
        rpc="insight.get_programme",
        summary="Read every target of the programme against its actual figures.",
    ),
    Route(
        "POST",
        "/v1/programme/rebuild",
        rpc="insight.rebuild",
        limit=HEAVY,
        status=202,
        refuses=("rebuild_running",),
        summary="Build the figures anew from the services' stored events.",
    ),
    Route(
        "GET",
        "/v1/programme/rebuild",
        rpc="insight.get_rebuild",
        watch=Watch(frozenset({"live", "short", "retired"})),
        refuses=("never_rebuilt",),
        summary="Show how far the latest rebuild is.",
    ),
]
