"""A group of requests, decided in one transaction together with the records of their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from pymongo.errors import PyMongoError

from chassis.domain.call import Answer, Call
from chassis.domain.errors import Conflict, Unavailable
from chassis.domain.unit_of_work import Trigger, Work
from chassis.storage import idempotency
from chassis.storage.group_commit import Request
from chassis.storage.transactions import ATTEMPTS, Contended

# A group that others stand in the way of is soon decided in smaller parts.
ATTEMPTS_TOGETHER = 3


class Transactions(Protocol):
    """Runs `body` in a transaction, with retries; raises Contended after `attempts`."""

    def run(self, body: Callable[[Work], Any], attempts: int = ...) -> Any: ...


def decide_group(transactions: Transactions, group: Sequence[Request]) -> list[Any]:
    """An outcome for each request: its Answer (the bare result outside of a call) or an exception.

    One transaction for all; where that cannot be, one for each key and each request without.
    Raises Unavailable when the database is away.
    """
    parts = _parts(group)
    if len(parts) > 1:
        outcomes = _together(transactions, group, ATTEMPTS_TOGETHER)
        if isinstance(outcomes, list):
            return outcomes
    told: dict[int, Any] = {}
    for part in parts:
        outcomes = _together(transactions, part)
        if not isinstance(outcomes, list):
            outcomes = [outcomes] * len(part)
        told.update(zip(map(id, part), outcomes, strict=True))
    return [told[id(request)] for request in group]


def _parts(group: Sequence[Request]) -> list[list[Request]]:
    """The requests that can only be decided together: those of one key, or one without a key."""
    parts: dict[Any, list[Request]] = {}
    for request in group:
        parts.setdefault(request.key or id(request), []).append(request)
    return list(parts.values())


def _together(
    transactions: Transactions, requests: Sequence[Request], attempts: int = ATTEMPTS
) -> list[Any] | Exception:
    """Their outcomes from one transaction, or the exception that aborted it. Which request caused
    it shows when each part runs alone; for a single part it is the outcome."""
    try:
        return transactions.run(lambda work: _decided(work, requests), attempts)
    except Exception as no:
        if isinstance(no, Unavailable) and not isinstance(no, Contended):
            raise
        return no


def _decided(work: Work, group: Sequence[Request]) -> list[Any]:
    known = idempotency.stored(work, [request.call for request in group])
    replays = [idempotency.replayed(request.call, known) for request in group]
    new = [one for one, replay in zip(group, replays, strict=True) if replay is None]
    decided = {id(one): outcome for one, outcome in _fresh(work, new, alone=len(group) == 1)}
    answers = [(one.call, decided[id(one)]) for one in new if one.call]
    idempotency.keep(work, [(call, one) for call, one in answers if isinstance(one, Answer)])
    return [
        decided[id(one)] if replay is None else replay
        for one, replay in zip(group, replays, strict=True)
    ]


def _fresh(work: Work, group: Sequence[Request], alone: bool) -> list[tuple[Request, Any]]:
    prepared: dict[Any, list[Any]] = {}
    for request in group:
        if request.prepare is not None:
            prepared.setdefault(request.prepare, []).append(request.command)
    for prepare, commands in prepared.items():
        prepare(work, commands)
    return [(request, _one(work, request, alone)) for request in group]


def _one(work: Work, request: Request, alone: bool) -> Any:
    """The outcome of one request among others: if it is refused, its changes are rolled back. Alone
    in its transaction it raises, which aborts the transaction."""
    call = request.call
    work.savepoint()
    work.if_match = call.if_match if call else None
    work.addressed = frozenset(v for v in request.command.values() if isinstance(v, str))
    try:
        with work.working_for(Trigger.of(call, request.context)):
            return _dumped(call, request.usecase(work, **request.command))
    except (Conflict, PyMongoError, Unavailable):
        raise
    except Exception as no:
        if alone:
            raise
        work.rollback_to_savepoint()
        return no
    finally:
        work.if_match = work.addressed = None


def _dumped(call: Call | None, result: Any) -> Any:
    return Answer(call.dump(result)) if call else result
