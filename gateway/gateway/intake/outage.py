"""The platform's absence for one partner, as its requests meet it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.http.problem import Problem
from partners.sandbox.usecases import meet_outage


def refuse_while_away(commit: Callable[..., Any], partner_id: str) -> None:
    """Raises Problem unavailable while an outage lasts that the partner has asked for, and counts
    the request."""
    if commit(meet_outage, partner_id=partner_id):
        raise Problem("unavailable", {"service": "gateway"})
