"""What the platform says of itself: flow of events, the services' own counts, and insight's."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from programme.actors.door import Door

FINAL_MESSAGES = frozenset({"delivered", "failed", "suppressed"})


@dataclass(frozen=True)
class Flow:
    """Events of all services by type, at one moment or (after ``since``) since an earlier one.

    ``handled`` and ``bindings`` are by queue; a binding is a routing pattern of a topic exchange.
    ``silent`` are the services that did not answer.
    """

    published: Counter[str]
    handled: dict[str, Counter[str]]
    bindings: dict[str, list[str]]
    unsent: int
    waiting: int
    parked: int
    messages: Counter[str]
    silent: tuple[str, ...] = ()

    @classmethod
    def read(cls, answer: dict[str, Any]) -> "Flow":
        """From the answer of ``GET /v1/ops/flow``."""
        published: Counter[str] = Counter()
        messages: Counter[str] = Counter()
        handled, bindings = {}, {}
        answered = [flow for flow in answer.values() if flow is not None]
        for flow in answered:
            published.update(flow["published"])
            messages.update(flow.get("messages") or {})
            bindings.update(flow["bindings"])
            handled.update({queue: Counter(by_type) for queue, by_type in flow["handled"].items()})
        return cls(
            published=published,
            handled=handled,
            bindings=bindings,
            unsent=sum(flow["unsent"] for flow in answered),
            waiting=sum(flow["waiting"] for flow in answered),
            parked=sum(flow["parked"] for flow in answered),
            messages=messages,
            silent=tuple(service for service, flow in answer.items() if flow is None),
        )

    def since(self, before: "Flow") -> "Flow":
        """The difference to an earlier flow; ``unsent`` stays what it is now."""
        return Flow(
            published=_minus(self.published, before.published),
            handled={
                queue: _minus(by_type, before.handled.get(queue, Counter()))
                for queue, by_type in self.handled.items()
            },
            bindings=self.bindings,
            unsent=self.unsent,
            waiting=self.waiting - before.waiting,
            parked=self.parked - before.parked,
            messages=_minus(self.messages, before.messages),
            silent=self.silent,
        )

    def owed(self) -> list[tuple[str, str, int]]:
        """Queue, type and count of all that was published to a queue."""
        return [
            (queue, kind, count)
            for queue, patterns in self.bindings.items()
            for kind, count in sorted(self.published.items())
            if any(routed(kind, pattern) for pattern in patterns)
        ]

    def behind(self) -> list[str]:
        """A line for every queue and type of which not as many were handled as published."""
        return [
            f"{queue} handled {self.handled[queue][kind]} of {count} {kind}"
            for queue, kind, count in self.owed()
            if self.handled[queue][kind] != count
        ]

    def handled_by_type(self) -> dict[str, int]:
        """For each published type, the count of the queue that is furthest from what was published.

        Equal to the published count when, and only when, every queue bound to it handled all.
        """
        worst: dict[str, int] = {}
        for queue, kind, count in self.owed():
            handled = self.handled[queue][kind]
            if abs(handled - count) >= abs(worst.get(kind, count) - count):
                worst[kind] = handled
        return {kind: worst.get(kind, 0) for kind in sorted(self.published)}

    def unfinished_messages(self) -> int:
        return sum(n for state, n in self.messages.items() if state not in FINAL_MESSAGES)

    def quiet(self) -> bool:
        """All answer and nothing is under way: all sent, all handled, every message final."""
        return not (
            self.silent
            or self.unsent
            or self.waiting > 0
            or self.unfinished_messages()
            or self.behind()
        )


@dataclass(frozen=True)
class Ledger:
    """One reading of everything that the year compares."""

    flow: Flow
    stores: dict[str, int]
    insight: dict[str, int]


def read_flow(door: Door, token: str) -> Flow:
    """The flow of events now."""
    return Flow.read(door.get("/v1/ops/flow", token))


def read_ledger(door: Door, token: str, year: int) -> Ledger:
    """Flow, the services' own counts and insight's for ``year``, now."""
    stores = door.get(f"/v1/ops/stores?year={year}", token)
    targets = door.get(f"/v1/programme?year={year}", token)["targets"]
    return Ledger(
        flow=read_flow(door, token),
        stores={target_id: _whole(count) for target_id, count in stores.items()},
        insight={target["id"]: _whole(target["actual"]) for target in targets},
    )


def routed(kind: str, pattern: str) -> bool:
    """Whether a topic exchange would route ``kind`` to a binding of ``pattern`` (``*``, ``#``)."""
    return _matches(kind.split("."), pattern.split("."))


def _matches(words: list[str], pattern: list[str]) -> bool:
    if not pattern:
        return not words
    if pattern[0] == "#":
        return any(_matches(words[skipped:], pattern[1:]) for skipped in range(len(words) + 1))
    return bool(words) and pattern[0] in ("*", words[0]) and _matches(words[1:], pattern[1:])


def _whole(count: int | str) -> int:
    """A count or a sum of money as a whole number; ValueError when it has a fraction."""
    exact = Decimal(count)
    if exact != exact.to_integral_value():
        raise ValueError(f"{count} is not whole")
    return int(exact)


def _minus(now: Counter[str], before: Counter[str]) -> Counter[str]:
    return Counter({key: n - before[key] for key, n in now.items() if n != before[key]})
