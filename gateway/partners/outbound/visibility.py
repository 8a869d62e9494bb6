"""Which event types a partner of a role may be sent, and what of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chassis.domain import lies_in

REGION = "region"
PROVINCE = "530000"
WITHHELD_FIELDS = frozenset({"key_groups"})
"""Sensitive personal information that no partner needs (个人信息保护法 6, 28)."""


@cache
def read() -> dict[str, dict[str, str]]:
    """Type to role to what binds an event to a partner: `region`, or a field that names it."""
    text = files(__package__).joinpath("visible.yaml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = yaml.safe_load(text)
    return table


def types_for(role: str) -> list[str]:
    """The types that a partner of this role may subscribe to, sorted."""
    return sorted(type for type, roles in read().items() if role in roles)


def concerns(type: str, role: str, partner_id: str, facts: Mapping[str, Any]) -> bool:
    """Whether an event is the business of this partner, wherever it happened."""
    bound = read()[type].get(role)
    return bound == REGION or (bound is not None and facts.get(bound) == partner_id)


def reaches(region: str | None, within: str) -> bool:
    """Whether what happened in a region belongs to a subscription for another one. What names no
    region is not bound to any."""
    return region is None or lies_in(region, within)


def shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as a partner sees it."""
    return {name: value for name, value in data.items() if name not in WITHHELD_FIELDS}
