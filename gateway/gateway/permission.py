"""Who may do what: the role first, then whose record it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.actor import Actor
from gateway.problem import Problem
from gateway.route import OWNERS, PUBLIC, Owner, Route

Ask = Callable[[str, dict[str, Any]], dict[str, Any]]
"""`ask("jobs.get_registration", {"registration_id": ...})` answers the view."""


def admit(route: Route, actor: Actor | None) -> None:
    """Raises Problem role_not_allowed unless the route names the actor's role."""
    if route.roles != PUBLIC and (actor is None or actor.role not in route.roles):
        raise Problem("role_not_allowed")


def hold_to_own(route: Route, actor: Actor | None, payload: dict[str, Any], ask: Ask) -> None:
    """Hold a worker or an employer to the own records of a route with an owner.

    A list's payload that does not name the owner is filled in place with the own value. What
    belongs to somebody else is not_found: its existence is nobody's business.
    """
    owner = route.owner
    if owner is None or actor is None or actor.role != OWNERS[owner.field]:
        return
    own = getattr(actor, owner.field)
    if owner.field in payload:
        owned = payload[owner.field] == own
    elif route.page:
        payload[owner.field] = own
        owned = True
    else:
        owned = _asked(owner, payload, ask) == own
    if not owned:
        raise Problem("not_found")


def _asked(owner: Owner, payload: dict[str, Any], ask: Ask) -> Any:
    if owner.read is None or owner.by is None:
        raise Problem("not_found")
    return ask(owner.read, {owner.by: payload.get(owner.by)}).get(owner.field)
