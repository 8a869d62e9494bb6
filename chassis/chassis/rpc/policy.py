"""Who may do what: a table of actions and roles, read from `policy.yaml` of a package.

    loans:
      record_repayment: {record: loan, bank: own, admin: all}

An action is `<service>.<method>`; nobody may call an action that is not in the table. The gateway
has the whole table; each service has its own part and checks it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chassis.domain.actor import PARTNER_ROLES, PUBLIC, ROLES, SERVICE, Actor
from chassis.domain.errors import RoleNotAllowed, ScopeNotGranted
from chassis.domain.reach import OWNED_BY, Scope

FILE = "policy.yaml"
EVERY = "every"
"""The section of the methods that each service has."""

EVENTS = "events"
"""The section that says which roles may send which types of event."""

RECORD = "record"


@dataclass(frozen=True)
class Row:
    """One action: what its scopes refer to, the scope of each role, and the services that may call
    it on their own behalf."""

    record: str
    grants: Mapping[str, Scope]
    services: frozenset[str] = frozenset()

    @property
    def public(self) -> bool:
        return PUBLIC in self.grants


class Policy:
    """The rows by action, and the types of event by role."""

    def __init__(
        self, rows: Mapping[str, Row], events: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self.rows = rows
        self.events = events or {}

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> Policy:
        """The policy of a table. Raises ValueError naming the row that is wrong."""
        rows = {
            f"{section}.{method}": _row(f"{section}.{method}", cells)
            for section, actions in table.items()
            if section != EVENTS
            for method, cells in (actions or {}).items()
        }
        return cls(rows, {t: _senders(t, roles) for t, roles in table.get(EVENTS, {}).items()})

    def row(self, action: str) -> Row | None:
        """The row of an action, which may be one that every service has."""
        return self.rows.get(action) or self.rows.get(f"{EVERY}.{action.partition('.')[2]}")

    def admit(self, action: str, actor: Actor | None) -> Scope:
        """The scope in which the actor may perform the action. Raises RoleNotAllowed and
        ScopeNotGranted."""
        row = self.row(action)
        if row is None:
            raise RoleNotAllowed
        if actor is not None and actor.role == SERVICE:
            if actor.subject not in row.services:
                raise RoleNotAllowed
            return Scope.ALL
        granted = row.grants.get(PUBLIC) or row.grants.get(actor.role if actor else PUBLIC)
        if granted is None:
            raise RoleNotAllowed
        if actor is not None and actor.scopes and not _in_scopes(action, actor.scopes):
            raise ScopeNotGranted(action=action)
        return granted

    def may_send(self, role: str, type: str) -> bool:
        """Whether a role sends events of a type at all."""
        return role in self.events.get(type, ())

    def types_of(self, role: str) -> frozenset[str]:
        """The types of event that a role may send."""
        return frozenset(type for type, roles in self.events.items() if role in roles)


@cache
def read(package: str) -> Policy:
    """The policy of a package. Raises ValueError naming the row that is wrong."""
    text = files(package).joinpath(FILE).read_text(encoding="utf-8")
    return Policy.parse(yaml.safe_load(text))


def _row(action: str, cells: Mapping[str, Any]) -> Row:
    grants: dict[str, Scope] = {}
    for role, cell in cells.items():
        if role in (RECORD, SERVICE):
            continue
        if role != PUBLIC and role not in ROLES:
            raise ValueError(f"{action}: no such role: {role}")
        try:
            grants[role] = Scope(cell)
        except ValueError:
            raise ValueError(f"{action}: {role} has no such scope: {cell}") from None
        if not _means_something(role, grants[role]):
            raise ValueError(f"{action}: {role} has nothing to hold {cell} against")
    return Row(str(cells.get(RECORD, "")), grants, frozenset(cells.get(SERVICE, ())))


def _means_something(role: str, scope: Scope) -> bool:
    needed = ROLES.get(role, ())
    if scope is Scope.OWN:
        return OWNED_BY.get(role) in needed
    return scope is Scope.ALL or "region" in needed


def _senders(type: str, roles: Any) -> frozenset[str]:
    if unknown := set(roles) - PARTNER_ROLES:
        raise ValueError(f"{EVENTS}.{type}: no such partner: {', '.join(sorted(unknown))}")
    return frozenset(roles)


def _in_scopes(action: str, scopes: tuple[str, ...]) -> bool:
    return action in scopes or f"{action.partition('.')[0]}.*" in scopes
