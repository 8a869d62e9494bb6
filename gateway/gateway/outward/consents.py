"""Whose events may go to whom: learned from what people reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from chassis.event import Event
from gateway.outward.records import SharingConsent, consent_id
from gateway.store import GatewayWork

GIVEN = "yunling.people.person.consent_given.v1"
WITHDRAWN = "yunling.people.person.consent_withdrawn.v1"
ERASED = "yunling.people.person.erased.v1"
SHARING = "partner_sharing"
FORGOTTEN_MOST = 1000


def learn(work: GatewayWork, events: Sequence[Event]) -> None:
    """Keep what stands. A consent to sharing that names no partner permits nobody."""
    for event in events:
        if event.type == ERASED:
            forget(work, event.data["person_id"])
        elif event.data["purpose"] == SHARING and event.data.get("partner_id"):
            _keep(work, event)


def standing(work: GatewayWork, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (person, partner) pairs whose consent stands."""
    wanted = set(pairs)
    work.sharing_consents.fetch(consent_id(*pair) for pair in wanted)
    return {pair for pair in wanted if work.sharing_consents.find(consent_id(*pair))}


def forget(work: GatewayWork, person_id: str) -> None:
    """Send nothing about this person any more: consents and stored events go. That something was
    shared stays on record for as long as the law wants it."""
    for consent in _all(work.sharing_consents, person_id):
        work.sharing_consents.remove(consent.consent_id)
    for parcel in _all(work.parcels, person_id):
        work.parcels.remove(parcel.delivery_id)


def _keep(work: GatewayWork, event: Event) -> None:
    person_id, partner_id = event.data["person_id"], event.data["partner_id"]
    id = consent_id(person_id, partner_id)
    if event.type == GIVEN:
        work.sharing_consents.put(SharingConsent(id, person_id, partner_id, event.time))
    else:
        work.sharing_consents.remove(id)


def _all(records: Any, person_id: str) -> Iterable[Any]:
    while rows := records.all({"person_id": person_id}, limit=FORGOTTEN_MOST):
        yield from rows
