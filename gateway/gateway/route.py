"""What a route is: one row of the table that dispatch, permissions and OpenAPI all read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from string import Formatter

from marshmallow import Schema

WORKER = "worker"
EMPLOYER = "employer"
OFFICER = "officer"
BANK = "bank"
GUARANTOR = "guarantor"
LABOUR_BUREAU = "labour_bureau"
TRAINING_PROVIDER = "training_provider"
PARTNER = "partner"
ADMIN = "admin"

EVERYONE = frozenset(
    {WORKER, EMPLOYER, OFFICER, BANK, GUARANTOR, LABOUR_BUREAU, TRAINING_PROVIDER, PARTNER, ADMIN}
)
PUBLIC: frozenset[str] = frozenset()
"""`roles=PUBLIC`: no token is asked for."""

OWNERS = {"person_id": WORKER, "employer_id": EMPLOYER}
"""Which role is held to its own value of which field; other roles are not."""


@dataclass(frozen=True)
class Owner:
    """Holds the role of `OWNERS[field]` to its own `field`; anything else is 404 for that role.

    The value is looked for in path, query and body. When none of them names it, `read` is an
    RPC whose answer does; it is asked with the one field `by` of path or body.
    """

    field: str
    read: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Route:
    """One operation of the public interface."""

    method: str
    path: str
    _: KW_ONLY
    rpc: str
    roles: frozenset[str]
    summary: str
    view: type[Schema] | None
    request: type[Schema] | None = None
    query: type[Schema] | None = None
    page: bool = False
    status: int = 200
    owner: Owner | None = None
    location: str | None = None
    refuses: tuple[str, ...] = ()
    body_limit: int | None = None

    @property
    def service(self) -> str:
        return self.rpc.partition(".")[0]

    @property
    def call(self) -> str:
        return self.rpc.partition(".")[2]

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the path, in order: `/v1/fairs/{fair_id}` has `fair_id`."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.path) if name)


def roles(*names: str) -> frozenset[str]:
    """The roles that may call a route; `admin` always may."""
    unknown = set(names) - EVERYONE
    if unknown:
        raise ValueError(f"unknown roles: {sorted(unknown)}")
    return frozenset({*names, ADMIN})


def services(routes: Iterable[Route]) -> list[str]:
    """Names of the services behind the routes, sorted."""
    return sorted({route.service for route in routes})
