"""Permission: first the role, then whose record it is."""

from __future__ import annotations

from typing import Any

from chassis.domain import OWNED_BY, Actor, Refusal, Scope
from gateway.http import policy
from gateway.http.problem import Problem
from gateway.http.route import Route


def admit(route: Route, actor: Actor | None) -> None:
    """Raises Problem role_not_allowed unless the policy gives the action to the actor's role, and
    scope_not_granted unless the API key was made for it."""
    try:
        policy.table().admit(route.rpc, actor)
    except Refusal as refusal:
        raise Problem(refusal.code, refusal.facts) from refusal


def hold_to_own(route: Route, actor: Actor | None, payload: dict[str, Any]) -> None:
    """Hold who may touch only the own records to the own person_id, employer_id or partner_id.

    A list's payload that does not name the owner is filled in place with the own value. What
    belongs to somebody else is not_found: its existence is nobody's business. Where the payload
    does not say whose record it is, the service knows.
    """
    if actor is None or route.row.grants.get(actor.role) is not Scope.OWN:
        return
    field = OWNED_BY[actor.role]
    if field not in payload:
        if route.page and route.query and field in route.query.fields:
            payload[field] = getattr(actor, field)
    elif payload[field] != getattr(actor, field):
        raise Problem("not_found")
