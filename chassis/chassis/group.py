"""Group commit: many requests for one contended aggregate, decided in order in one transaction.

MongoDB aborts all but one of the concurrent transactions on a document, and the retries eat the
machine. Deciding together what arrives together is what lets throughput rise with load.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import eventlet
from eventlet.event import Event as Signal

from chassis import metrics
from chassis.call import Call

GATHER_S = 0.002
GROUP_MOST = 200


class Request:
    """One request of a group, and the place where its outcome will be."""

    def __init__(self, command: dict[str, Any], call: Call | None) -> None:
        self.command = command
        self.call = call
        self.outcome = Signal()


class Groups:
    """The requests under way, by what they contend for."""

    def __init__(self, decide: Callable[[Any, list[Request]], Sequence[Any]]) -> None:
        self._decide = decide
        self._waiting: dict[Any, list[Request]] = defaultdict(list)
        self._led: set[Any] = set()

    def outcome(self, group: Any, request: Request) -> Any:
        """Join a group and wait for the outcome: a result, or an exception as a value."""
        self._waiting[group].append(request)
        if group not in self._led:
            # A green thread of its own: it serves everybody's requests, so it must not carry
            # the context of the one who came first, nor make him wait for the later ones.
            self._led.add(group)
            eventlet.spawn_n(self._lead, group)
        return request.outcome.wait()

    def _lead(self, group: Any) -> None:
        eventlet.sleep(GATHER_S)
        while waiting := self._waiting[group]:
            batch, self._waiting[group] = waiting[:GROUP_MOST], waiting[GROUP_MOST:]
            metrics.GROUP_SIZE.observe(len(batch))
            try:
                outcomes = self._decide(group, batch)
            except Exception as error:  # noqa: BLE001 - each caller is told, none waits for ever
                outcomes = [error] * len(batch)
            for request, outcome in zip(batch, outcomes, strict=True):
                request.outcome.send(outcome)
        self._led.discard(group)
        del self._waiting[group]
