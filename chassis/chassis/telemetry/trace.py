"""W3C trace context through HTTP, RPC, outbox and handlers, and the ids that tie them together.

Every request has a trace id, for its logs and its events. Spans are recorded only of a sampled
trace, and only while there is somewhere to send them; else a span costs two context variables.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

from chassis.domain.errors import Refusal, Refused
from chassis.telemetry import tracestate as states

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_ODD = frozenset("13579bdf")
_here: ContextVar[str | None] = ContextVar("traceparent", default=None)
_state: ContextVar[str | None] = ContextVar("tracestate", default=None)
_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)
_dice = random.Random()  # noqa: S311 - ids, not secrets


class Ended(NamedTuple):
    """A span that has ended. `own` and `parent` are traceparents, times are Unix nanoseconds,
    `error` is the class of what went wrong."""

    name: str
    kind: str
    own: str
    parent: str | None
    started: int
    ended: int
    error: str | None
    attributes: Mapping[str, Any]


class Recorder(Protocol):
    def record(self, span: Ended) -> None: ...

    def close(self) -> None: ...


recorder: Recorder | None = None
_ratio = 0.0


def record_to(given: Recorder | None, ratio: float = 1.0) -> None:
    global recorder, _ratio
    recorder, _ratio = given, ratio if given else 0.0


def close() -> None:
    """Send what is still held, when the process stops."""
    if recorder is not None:
        recorder.close()


class span:
    """A span under the one that `traceparent` names, or under the current one.

    `tracestate` goes with a usable traceparent and is passed on; a new trace has none.

    `kind` is server, client or internal; an internal one belongs to a trace and never begins one.
    An exception marks the span by its class only, because its text may hold personal data; a
    refusal is an answer and by its code no error.
    """

    __slots__ = (
        "_attributes",
        "_correlation",
        "_error",
        "_kind",
        "_name",
        "_own",
        "_parent",
        "_started",
        "_state",
        "_tokens",
    )

    def __init__(
        self,
        name: str,
        kind: str,
        traceparent: str | None = None,
        correlation: str | None = None,
        tracestate: object = None,
    ) -> None:
        self._name = name
        self._kind = kind
        self._parent = traceparent
        self._state = tracestate
        self._correlation = correlation

    def __enter__(self) -> span:
        parent = self._parent
        state = _state.get()
        if parent is not None and usable(parent):
            state = states.parse(self._state) if self._state else None
        else:
            parent = self._parent = _here.get()
        own = parent
        if parent is None:
            own = None if self._kind == "internal" else _begun()
        elif recorder is not None and sampled(parent):
            own = _child(parent)
        recorded = recorder is not None and own is not None and own is not parent and sampled(own)
        self._own = own
        self._started = time.time_ns() if recorded else 0
        self._attributes: Mapping[str, Any] = {}
        self._error: str | None = None
        self._tokens = (
            _here.set(own),
            _state.set(state),
            _correlation.set(self._correlation) if self._correlation else None,
        )
        return self

    def tell(self, name: str, attributes: Mapping[str, Any], error: str | None = None) -> None:
        """What is known only in the end: a better name, attributes, the class of a failure."""
        self._name, self._attributes, self._error = name, attributes, error

    def __exit__(self, kind: type[BaseException] | None, raised: Any, trace: Any) -> None:
        here, state, correlated = self._tokens
        _here.reset(here)
        _state.reset(state)
        if correlated is not None:
            _correlation.reset(correlated)
        if self._started:
            self._record(raised)

    def _record(self, raised: BaseException | None) -> None:
        error, attributes = self._error, self._attributes
        if isinstance(raised, Refusal | Refused):
            attributes = {**attributes, "yunling.refusal": raised.code}
        elif raised is not None:
            error = type(raised).__name__
        if recorder is not None and self._own is not None:
            times = self._started, time.time_ns()
            recorder.record(
                Ended(self._name, self._kind, self._own, self._parent, *times, error, attributes)
            )


@contextmanager
def within(traceparent: str | None, tracestate: object = None) -> Iterator[None]:
    """Logs and events belong to this trace, without a span of their own."""
    parent = traceparent if traceparent and usable(traceparent) else None
    here, state = _here.set(parent), _state.set(states.parse(tracestate) if parent else None)
    try:
        yield
    finally:
        _here.reset(here)
        _state.reset(state)


def current() -> str | None:
    """The traceparent of the current span, None outside of any."""
    return _here.get()


def tracestate() -> str | None:
    """What other tracing systems keep with the current trace; None when there is none."""
    return _state.get()


def correlation() -> str | None:
    return _correlation.get()


def admitted(traceparent: str | None) -> str | None:
    """What an outsider's traceparent counts for: its trace id, but not its sampling decision."""
    if traceparent is None or not usable(traceparent):
        return None
    return f"{traceparent[:53]}{_flags()}"


def usable(traceparent: str) -> bool:
    return _TRACEPARENT.fullmatch(traceparent) is not None


def sampled(traceparent: str) -> bool:
    """Whether a usable traceparent asks for its spans to be recorded."""
    return traceparent[-1] in _ODD


def under(parent: str, key: str) -> str:
    """The traceparent of a span that several processes must name alike, by what it is about."""
    return f"{parent[:36]}{blake2b(f'{parent} {key}'.encode(), digest_size=8).hexdigest()}-01"


def _begun() -> str:
    return f"00-{_dice.getrandbits(128):032x}-{_dice.getrandbits(64):016x}-{_flags()}"


def _child(parent: str) -> str:
    return f"{parent[:36]}{_dice.getrandbits(64):016x}{parent[52:]}"


def _flags() -> str:
    return "01" if _ratio and _dice.random() < _ratio else "00"
