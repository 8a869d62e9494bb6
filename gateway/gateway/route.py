"""What a route is: one row of the table that dispatch, permissions and OpenAPI all read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from string import Formatter

from marshmallow import Schema

from chassis.policy import Row
from gateway import policy

PUBLIC: frozenset[str] = frozenset()
"""The roles of a route for which no token is asked."""


@dataclass(frozen=True)
class Route:
    """One operation of the public interface. Who may call it says the policy's row of `rpc`."""

    method: str
    path: str
    _: KW_ONLY
    rpc: str
    summary: str
    view: type[Schema] | None
    request: type[Schema] | None = None
    query: type[Schema] | None = None
    page: bool = False
    status: int = 200
    location: str | None = None
    refuses: tuple[str, ...] = ()
    body_limit: int | None = None

    @property
    def service(self) -> str:
        return self.rpc.partition(".")[0]

    @property
    def call(self) -> str:
        return self.rpc.partition(".")[2]

    @cached_property
    def row(self) -> Row:
        """The policy's row. Raises ValueError when there is none."""
        row = policy.table().row(self.rpc)
        if row is None:
            raise ValueError(f"policy.yaml says nothing of {self.rpc}")
        return row

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that may call it; none means everybody, without a token."""
        return PUBLIC if self.row.public else frozenset(self.row.grants)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the path, in order: `/v1/fairs/{fair_id}` has `fair_id`."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.path) if name)


def services(routes: Iterable[Route]) -> list[str]:
    """Names of the services behind the routes, sorted."""
    return sorted({route.service for route in routes})
