"""Everything the platform stores about a person, collected from each service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventlet import GreenPool

from chassis.domain import Unavailable
from gateway.service_list import that
from gateway.upstream.services import Context, Own, Services

KEEPERS = that("keeps_people")


class Exports:
    """Asks all keepers in parallel. `ask` is set once the services can be asked."""

    def __init__(self) -> None:
        self.ask: Services

    def table(self) -> dict[str, Own]:
        """The operations by the name that routes call them with."""
        return {"people.export_everything": self.export}

    def export(self, query: dict[str, Any], context: Context) -> dict[str, Any]:
        """What each service keeps, in its own words. One that is away is named, so that the
        person can ask again; what people refuses, nobody is asked for."""

        def one(service: str) -> Any:
            try:
                return self.ask(f"{service}.export_person", query, context).answer
            except Unavailable as away:
                return away

        first, *others = KEEPERS
        pool: Callable[..., Any] = GreenPool(len(others)).imap
        answers = {first: one(first), **dict(zip(others, pool(one, others), strict=True))}
        away = [name for name, answer in answers.items() if isinstance(answer, Unavailable)]
        services = {name: answer for name, answer in answers.items() if name not in away}
        return {"person_id": query["person_id"], "services": services, "unanswered": away}
