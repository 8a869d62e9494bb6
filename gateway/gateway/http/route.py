"""What a route is: one row of the table that dispatch, permissions and OpenAPI all read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from string import Formatter
from typing import Any

from marshmallow import Schema

from chassis.rpc.policy import Row
from gateway.http import contract, policy
from gateway.http.contract import Component, Promise

EXAMPLES = {"day": "2026-11-21", "prefix": "0f3a91bc", "serial": "YL2025-7QF2-M0XA-9C4KD"}
"""Of parameters of the path that are no ids."""

UNKEPT = frozenset({"gateway.log_in", "gateway.change_password"})
"""What takes a password."""

PUBLIC: frozenset[str] = frozenset()
"""The roles of a route for which no token is asked."""


@dataclass(frozen=True)
class Watch:
    """A view that tells of work under way: it is over when its `state` is one of `ended`."""

    ended: frozenset[str]

    def over(self, view: Mapping[str, Any]) -> bool:
        return view.get("state") in self.ended


@dataclass(frozen=True)
class Route:
    """One operation of the public interface. The policy row of `rpc` says who may call it, the
    contract of its service what it takes and answers.

    `request`, `filters` (of the query), `view` and `paged` are for routes whose public form differs
    from the call's.
    `choices` are the values that a parameter of the path may have, `patterns` what it looks like
    where it is no id; any other is not found. `limit` names a quota of its own; `watch` makes a GET
    one that can be watched.
    """

    method: str
    path: str
    _: KW_ONLY
    rpc: str
    summary: str
    request: type[Schema] | None = None
    filters: type[Schema] | None = None
    view: type[Schema] | None = None
    paged: bool = False
    status: int = 200
    location: str | None = None
    refuses: tuple[str, ...] = ()
    body_limit: int | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    limit: str | None = None
    watch: Watch | None = None

    @property
    def name(self) -> str:
        """`GET /v1/loans`."""
        return f"{self.method} {self.path}"

    @cached_property
    def promise(self) -> Promise:
        """What it takes and answers. Raises KeyError when `make contracts` did not see it."""
        return contract.read().promises[self.name]

    @property
    def body(self) -> Component | None:
        return self.promise.body

    @property
    def query(self) -> Component | None:
        return self.promise.query

    @property
    def answer(self) -> Component | None:
        """What it answers, of a page each row; None where it answers nothing."""
        return self.promise.answer

    @property
    def page(self) -> bool:
        return self.promise.page

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
    def versioned(self) -> bool:
        """Whether it changes one thing whose version its answer tells, so that If-Match applies."""
        changes = self.method != "GET" and self.status != 201
        return changes and self.answer is not None and "version" in self.answer.fields

    def shown(self, name: str, an_id: str) -> str:
        """An example of a parameter of the path; `an_id` where it is an id."""
        if name in self.choices:
            return self.choices[name][0]
        return EXAMPLES.get(name, an_id)

    @property
    def takes_events(self) -> bool:
        """The intake: CloudEvents have ids of their own, and no Idempotency-Key."""
        return self.rpc == "gateway.accept_events"

    @property
    def keyed(self) -> bool:
        """Whether it wants an Idempotency-Key. What takes a password does not: its answer is not
        to be stored."""
        return self.method == "POST" and not self.takes_events and self.rpc not in UNKEPT

    @property
    def needs_body(self) -> bool:
        """Whether its body has a required field."""
        return self.body is not None and bool(self.body.required)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the path, in order: `/v1/fairs/{fair_id}` has `fair_id`."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.path) if name)


def services(routes: Iterable[Route]) -> list[str]:
    """Names of the services behind the routes, sorted."""
    return sorted({route.service for route in routes})
