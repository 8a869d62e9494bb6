"""`POST /v1/events`: the events of one request, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from chassis.domain import Unavailable
from chassis.telemetry import log
from gateway.http.problem import Problem
from gateway.http.request import Request
from gateway.http.response import Response
from gateway.intake import cloudevents_http
from gateway.intake.outage import refuse_while_away
from partners.errors import EventIdReused
from partners.intake import rejected
from partners.intake.candidate import Candidate
from partners.intake.fault import NOT_REGISTERED, REUSED, SHUT_OUT, Fault, weightiest
from partners.intake.rate_limit import EventRateLimit
from partners.intake.rejected import HTTP, TurnedAway
from partners.intake.usecases import accept_events
from partners.intake.validation import check
from partners.registry.lookup import Registry
from partners.registry.partner import Partner

WRONG_MOST, REMEMBERED_MOST = 50, 20
_log = log.get(__name__)


class Intake:
    """Takes the events of one request: all of them, or none with the reasons by index.

    `store` is the gateway's. Limits are in bytes and events a request.
    """

    def __init__(
        self,
        store: Any,
        registry: Registry,
        rate_limit: EventRateLimit,
        bytes_most: int,
        events_most: int,
    ) -> None:
        self._store = store
        self._registry = registry
        self._rate_limit = rate_limit
        self._bytes_most = bytes_most
        self._events_most = events_most

    def __call__(self, request: Request) -> Response:
        """202 with the number of events once a majority of the store's members has them.

        Raises Problem: invalid (errors by index in a batch), source_not_yours, type_not_yours,
        region_not_yours, event_id_reused, partner_not_registered, partner_shut_out,
        too_many_requests, too_many_events, body_too_large, unsupported_media_type,
        malformed_json and unavailable.
        """
        try:
            partner = self._partner(request)
            events, batch = cloudevents_http.read(request, self._bytes_most)
            most = min(self._events_most, partner.events_per_minute)
            if len(events) > most:
                raise Problem("too_many_events", {"limit": most})
            self._count(partner, len(events), request)
            candidates = self._checked(partner, events, batch)
            self._accept(partner, events, candidates)
        except Unavailable as away:
            raise Problem("unavailable", {"service": away.service}) from away
        return Response.json(202, {"accepted": len(candidates)})

    def _partner(self, request: Request) -> Partner:
        if request.actor is None or request.actor.partner_id is None:
            raise Problem("role_not_allowed")
        partner = self._registry.find(request.actor.partner_id)
        if partner is None:
            raise Problem(NOT_REGISTERED, {"partner_id": request.actor.partner_id})
        if not partner.is_active:
            raise Problem(SHUT_OUT, {"state": partner.state.value})
        if partner.sandbox:
            refuse_while_away(self._store.commit, partner.partner_id)
        return partner

    def _count(self, partner: Partner, events: int, request: Request) -> None:
        standing = self._rate_limit.take(partner, events)
        for name, value in standing.headers().items():
            told = request.told.get(name)
            request.told[name] = f"{told}, {value}" if told else value
        if not standing.allowed:
            facts = {"policy": standing.policy, "retry_after_s": standing.reset_s}
            headers = {"Retry-After": str(standing.reset_s)}
            raise Problem("too_many_requests", facts, headers=headers)

    def _checked(self, partner: Partner, events: Sequence[Any], batch: bool) -> list[Candidate]:
        now: datetime = self._registry.now()
        candidates: list[Candidate] = []
        wrong: dict[int, Fault] = {}
        for place, event in enumerate(events):
            checked = check(event, partner, now)
            if isinstance(checked, Candidate):
                candidates.append(checked)
                continue
            wrong[place] = checked
            if len(wrong) == WRONG_MOST:
                break
        if wrong:
            self._remember(partner, [(events[place], fault) for place, fault in wrong.items()])
            first = weightiest(wrong.values())
            errors: Any = {place: fault.errors for place, fault in wrong.items()}
            raise Problem(first.code, first.facts, errors=errors if batch else wrong[0].errors)
        return candidates

    def _accept(
        self, partner: Partner, events: Sequence[Any], candidates: Sequence[Candidate]
    ) -> None:
        try:
            self._store.commit(accept_events, partner=partner, candidates=candidates)
        except EventIdReused as reused:
            places = reused.facts["places"]
            self._remember(partner, [(events[place], Fault(REUSED)) for place in places])
            raise Problem(reused.code, reused.facts) from reused

    def _remember(self, partner: Partner, refused: Sequence[tuple[Any, Fault]]) -> None:
        """For the partner's own people to see; the answer does not depend on it."""
        turned_away = [
            TurnedAway(partner.partner_id, HTTP, _bytes(event), event, fault)
            for event, fault in refused[:REMEMBERED_MOST]
        ]
        try:
            self._store.commit(rejected.keep, turned_away=turned_away)
        except Unavailable as away:
            _log.warning("intake.refusal_not_kept", error=away.reason)


def _bytes(event: Any) -> bytes:
    return orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
