"""Waiting until nothing is under way on the platform."""

import time
from collections.abc import Callable

from programme.ledger import Flow

_PAUSE_S = 0.5
_SLOWDOWN = 5
_LONGEST_S = 10.0


class NeverQuiet(Exception):
    """Events or messages were still under way, without any progress, when the patience ran out."""


def settle(
    read: Callable[[], Flow],
    patience_s: float,
    watch: Callable[[int, int], None] = lambda handled, published: None,
) -> Flow:
    """Read until two readings running are quiet and the same; the last one.

    ``patience_s`` runs anew with every event handled. Waits longer after a reading that took
    longer, so that reading does not slow down what it waits for. Raises NeverQuiet, which names
    what was under way.
    """
    before: Flow | None = None
    handled = -1
    give_up_at = time.monotonic() + patience_s
    while True:
        began = time.monotonic()
        flow = read()
        if flow.quiet() and flow == before:
            return flow
        before = flow
        owed = flow.owed()
        now_handled = sum(flow.handled[queue][kind] for queue, kind, _ in owed)
        watch(now_handled, sum(count for _, _, count in owed))
        if now_handled != handled:
            handled, give_up_at = now_handled, time.monotonic() + patience_s
        if time.monotonic() > give_up_at:
            raise NeverQuiet("; ".join(_under_way(flow)))
        took = time.monotonic() - began
        time.sleep(_PAUSE_S if flow.quiet() else max(_PAUSE_S, min(_SLOWDOWN * took, _LONGEST_S)))


def _under_way(flow: Flow) -> list[str]:
    return [
        *(f"{service} does not answer" for service in flow.silent),
        f"{flow.unsent} events unsent",
        f"{flow.waiting} waiting",
        f"{flow.parked} parked",
        f"{flow.unfinished_messages()} messages not final",
        *flow.behind(),
    ]
