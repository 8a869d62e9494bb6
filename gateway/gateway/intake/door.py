"""`POST /v1/events` and the intake queue: two ways in, one acceptance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from chassis.errors import Invalid, Unavailable
from chassis.event import Event
from gateway.errors import EventIdReused, SourceNotYours
from gateway.intake import bindings
from gateway.intake.candidate import Candidate
from gateway.intake.checking import check, source_of
from gateway.intake.usecases import accept_events
from gateway.problem import Problem
from gateway.request import Request
from gateway.response import Response
from gateway.store import GatewayWork

WRONG_MOST = 50
USER_PREFIX = "partner-"


class Intake:
    """Takes the events of one request: all of them, or none with the reasons by index."""

    def __init__(self, commit: Callable[..., Any], bytes_most: int, events_most: int) -> None:
        self._commit = commit
        self._bytes_most = bytes_most
        self._events_most = events_most

    def __call__(self, request: Request) -> Response:
        """202 with the number of events once a majority of the store's members has them.

        Raises Problem invalid (errors by index in a batch), source_not_yours, event_id_reused,
        body_too_large, unsupported_media_type, malformed_json and unavailable.
        """
        if request.actor is None or request.actor.partner_id is None:
            raise Problem("role_not_allowed")
        events, batch = bindings.read(request, self._bytes_most)
        if len(events) > self._events_most:
            raise Problem("too_many_events", {"limit": self._events_most})
        candidates = _checked(events, batch, source_of(request.actor.partner_id))
        try:
            self._commit(accept_events, candidates=candidates)
        except EventIdReused as reused:
            raise Problem(reused.code, reused.facts) from reused
        except Unavailable as away:
            raise Problem("unavailable", {"service": away.service}) from away
        return Response.json(202, {"accepted": len(candidates)})


def _checked(events: Sequence[Any], batch: bool, source: str) -> list[Candidate]:
    now = datetime.now(UTC)
    candidates: list[Candidate] = []
    wrong: dict[Any, Any] = {}
    foreign = False
    for place, event in enumerate(events):
        candidate, errors = check(event, source, now)
        if candidate:
            candidates.append(candidate)
        else:
            foreign = foreign or _is_foreign(event, source)
            wrong[place] = errors
            if len(wrong) == WRONG_MOST:
                break
    if wrong:
        errors = wrong if batch else wrong[0]
        if foreign:
            raise Problem("source_not_yours", {"expected": source}, errors=errors)
        raise Problem("invalid", errors=errors)
    return candidates


def _is_foreign(event: Any, source: str) -> bool:
    given = event.get("source") if isinstance(event, dict) else None
    return isinstance(given, str) and given != source


def take_over(work: GatewayWork, events: Sequence[Event]) -> None:
    """Accept events from the intake exchange, where the broker vouches for the user.

    Raises SourceNotYours and EventIdReused; the chassis then takes them one by one and parks
    those that cannot come in.
    """
    accept_events(work, candidates=[_candidate(event) for event in events])


def _candidate(event: Event) -> Candidate:
    user = event.user_id or ""
    source = source_of(user.removeprefix(USER_PREFIX))
    if not user.startswith(USER_PREFIX) or event.source != source:
        raise SourceNotYours(expected=source if user else "known to the broker")
    candidate, errors = check(_envelope(event), source, event.time)
    if candidate is None:
        raise Invalid(errors)
    return candidate


def _envelope(event: Event) -> dict[str, Any]:
    attributes = {
        "specversion": "1.0",
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": event.time.isoformat(),
        "dataschema": event.dataschema,
        "traceparent": event.traceparent,
        "data": event.data,
    }
    return {name: value for name, value in attributes.items() if value is not None}
