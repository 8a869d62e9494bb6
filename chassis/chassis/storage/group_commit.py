"""Group commit: commands that arrive while a transaction runs share the next one.

A transaction costs about the same for one command as for thirty, and MongoDB aborts all but one of
several concurrent transactions on a document. Deciding together what arrives together lets
throughput rise with load, and costs a single command nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import eventlet
from eventlet.event import Event as Signal

from chassis.domain.call import Call
from chassis.telemetry import metrics

GROUP_MOST = 64
# The database undoes a transaction that takes long: large commands go by themselves.
GROUP_MOST_BYTES = 65_536
LEADERS_MOST = 4
# A group that takes longer than this holds up no others but those who contend for the same.
PATIENCE_S = 0.1


@dataclass(eq=False)
class Request:
    """One command under way, and its outcome.

    Requests of one `key` are decided in order of arrival and never in two groups at a time.
    `prepare` is called with the commands of a group before they are decided one by one.
    """

    usecase: Callable[..., Any]
    command: dict[str, Any]
    call: Call | None = None
    key: str | None = None
    prepare: Callable[..., Any] | None = None
    context: Mapping[str, str | None] = field(default_factory=dict)
    outcome: Signal = field(default_factory=Signal)

    @property
    def size(self) -> int:
        return self.call.size if self.call else 0


class Groups:
    """The requests of a process. `decide` is given a group and returns an outcome for each: a
    result, or an exception as a value."""

    def __init__(self, decide: Callable[[list[Request]], Sequence[Any]]) -> None:
        self._decide = decide
        self._waiting: list[Request] = []
        self._running: set[str | None] = set()
        self._leaders = 0

    def outcome(self, request: Request) -> Any:
        """Join the next group and wait for the outcome."""
        self._waiting.append(request)
        if not self._leaders:
            self._lead_on()
        return request.outcome.wait()

    def _lead_on(self) -> None:
        # A green thread of its own: it serves everybody's requests, so it must not carry the
        # context of the one who came first, nor make him wait for the later ones.
        if self._waiting and self._leaders < LEADERS_MOST:
            self._leaders += 1
            eventlet.spawn_n(self._lead)

    def _lead(self) -> None:
        while group := self._next():
            keys = {one.key for one in group} - {None}
            self._running |= keys
            impatient = eventlet.spawn_after(PATIENCE_S, self._lead_on)
            try:
                outcomes = self._decide(group)
            except Exception as error:  # noqa: BLE001 - each caller is told, none waits for ever
                outcomes = [error] * len(group)
            impatient.cancel()
            self._running -= keys
            metrics.GROUP_SIZE.observe(len(group))
            for request, outcome in zip(group, outcomes, strict=True):
                request.outcome.send(outcome)
        self._leaders -= 1

    def _next(self) -> list[Request]:
        """The first waiting requests, in order, but for those whose key is being decided."""
        group: list[Request] = []
        left: list[Request] = []
        size = 0
        for request in self._waiting:
            size += request.size
            fits = not group or (len(group) < GROUP_MOST and size <= GROUP_MOST_BYTES)
            free = request.key not in self._running
            (group if fits and free else left).append(request)
        self._waiting = left
        return group
