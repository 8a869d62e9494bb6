"""What operators ask of all services at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventlet import GreenPool

from chassis.errors import Refused, Unavailable
from gateway.services import Context, Own, Services

COUNTING = ("jobs", "loans", "training")
ALL = ("gateway", "insight", "jobs", "loans", "notify", "people", "training")
DEFAULT_LIMIT = 50


class Operations:
    """Fans out to the services in parallel. `ask` is set once the services can be asked."""

    def __init__(self) -> None:
        self.ask: Services

    def table(self) -> dict[str, Own]:
        """The operations by the name that routes call them with."""
        return {
            "ops.count_stores": self.count_stores,
            "ops.flow": self.flow,
            "ops.list_parked": self.list_parked,
            "ops.replay_parked": self._repair("replay_parked"),
            "ops.discard_parked": self._repair("discard_parked"),
        }

    def count_stores(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """Each target's figure as its owner counts it in its own store. All or Unavailable."""
        answers = self._all(COUNTING, "count_programme", query, context)
        figures: dict[str, Any] = {}
        for answer in answers.values():
            if isinstance(answer, Unavailable):
                raise answer
            figures |= answer
        return figures

    def flow(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """Events published and handled by each service; null for one that does not answer."""
        answers = self._all(ALL, "flow", {}, context)
        return {
            service: None if isinstance(answer, Unavailable) else answer
            for service, answer in answers.items()
        }

    def list_parked(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """A page over the services in the order of their names. A cursor is service:id."""
        limit = query.get("limit", DEFAULT_LIMIT)
        state = {"state": query["state"]} if "state" in query else {}
        at, _, after = query.get("cursor", "").partition(":")
        services = [query["service"]] if "service" in query else [s for s in ALL if s >= at]
        rows: list[dict[str, Any]] = []
        for service in services:
            wanted = {**state, "limit": limit - len(rows)}
            if service == at and after:
                wanted["cursor"] = after
            page = self.ask(f"{service}.list_parked", wanted, context).answer
            rows += [{"service": service, **row} for row in page["rows"]]
            if page["next_cursor"] or len(rows) == limit:
                last = page["rows"][-1]["parked_id"] if page["rows"] else ""
                more = page["next_cursor"] or service != services[-1]
                return {"rows": rows, "next_cursor": f"{service}:{last}" if more else None}
        return {"rows": rows, "next_cursor": None}

    def _repair(self, method: str) -> Own:
        def repair(payload: dict[str, Any], context: Context) -> Any:
            service = payload["service"]
            if service not in ALL:
                raise Refused("not_found")
            wanted = {"parked_id": payload["parked_id"]}
            return {"service": service, **self.ask(f"{service}.{method}", wanted, context).answer}

        return repair

    def _all(
        self, services: tuple[str, ...], method: str, payload: dict[str, Any], context: Context
    ) -> dict[str, Any]:
        def one(service: str) -> Any:
            try:
                return self.ask(f"{service}.{method}", payload, context).answer
            except Unavailable as away:
                return away

        pool: Callable[..., Any] = GreenPool(len(services)).imap
        return dict(zip(services, pool(one, services), strict=True))
