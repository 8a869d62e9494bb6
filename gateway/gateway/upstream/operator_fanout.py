"""Operators' requests to all services at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventlet import GreenPool

from chassis.domain import Refused, Unavailable
from gateway.service_list import ABOUT, that
from gateway.upstream.services import Context, Own, Services

COUNTING = that("counts")
ALL = tuple(sorted(ABOUT))
SEALING = that("seals")
DEFAULT_LIMIT = 50
OF_ONE_SERVICE = (
    "show_parked",
    "reveal_parked",
    "replay_parked",
    "discard_parked",
    "propose_edit",
    "approve_edit",
    "start_repair",
    "show_repair",
    "cancel_repair",
    "read_audit_chain",
)


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
            "ops.group_parked": self.group_parked,
            "ops.list_repairs": self.list_repairs,
            "ops.list_keys": self.list_keys,
            "ops.list_audit": self.list_audit,
            **{f"ops.{method}": self._of_service(method) for method in OF_ONE_SERVICE},
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
        asked = {name: query[name] for name in query.keys() - {"service", "cursor", "limit"}}
        at, _, after = query.get("cursor", "").partition(":")
        services = [s for s in self._services(query) if s >= at]
        rows: list[dict[str, Any]] = []
        for service in services:
            wanted = {**asked, "limit": limit - len(rows)}
            if service == at and after:
                wanted["cursor"] = after
            page = self.ask(f"{service}.list_parked", wanted, context).answer
            rows += [{"service": service, **row} for row in page["rows"]]
            if page["next_cursor"] or len(rows) == limit:
                last = page["rows"][-1]["parked_id"] if page["rows"] else ""
                more = page["next_cursor"] or service != services[-1]
                return {"rows": rows, "next_cursor": f"{service}:{last}" if more else None}
        return {"rows": rows, "next_cursor": None}

    def group_parked(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """Counts by service, handler, type and cause, the largest first, over all that answer."""
        wanted = {name: query[name] for name in query.keys() - {"service"}}
        answers = self._all(self._services(query), "group_parked", wanted, context)
        groups, unanswered = _joined(answers, "groups")
        groups.sort(key=lambda group: (-group["count"], group["service"], group["handler"]))
        return {"groups": groups, "unanswered": unanswered}

    def list_keys(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """Which master key each sealing service uses, and how many data keys others wrap."""
        answers = self._all(SEALING, "key_state", {}, context)
        states = {
            service: answer if isinstance(answer, Unavailable) else {"rows": [answer]}
            for service, answer in answers.items()
        }
        rows, unanswered = _joined(states, "rows")
        return {"rows": rows, "unanswered": unanswered}

    def list_repairs(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """The newest repair jobs of all services that answer."""
        return self._newest("list_repairs", "job_id", query, context)

    def list_audit(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """The newest records of all services that answer; `before` is the id of a record."""
        return self._newest("list_audit", "audit_id", query, context)

    def _newest(
        self, method: str, id: str, query: dict[str, Any], context: Context
    ) -> dict[str, Any]:
        limit = query.get("limit", DEFAULT_LIMIT)
        wanted = {name: query[name] for name in query.keys() - {"service"}} | {"limit": limit}
        answers = self._all(self._services(query), method, wanted, context)
        rows, unanswered = _joined(answers, "rows")
        # Ids are UUIDv7: they sort by time across services.
        rows.sort(key=lambda row: row[id], reverse=True)
        return {"rows": rows[:limit], "unanswered": unanswered}

    def _services(self, query: dict[str, Any]) -> tuple[str, ...]:
        return (query["service"],) if "service" in query else ALL

    def _of_service(self, method: str) -> Own:
        """Ask the one service that the path or the body names."""

        def ask(payload: dict[str, Any], context: Context) -> Any:
            wanted = dict(payload)
            service = wanted.pop("service")
            if service not in ALL:
                raise Refused("not_found")
            return {"service": service, **self.ask(f"{service}.{method}", wanted, context).answer}

        return ask

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


def _joined(answers: dict[str, Any], key: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of all answers, each with its service, and the services that did not answer."""
    rows: list[dict[str, Any]] = []
    unanswered = []
    for service, answer in answers.items():
        if isinstance(answer, Unavailable):
            unanswered.append(service)
        else:
            rows += [{"service": service, **row} for row in answer[key]]
    return rows, unanswered
