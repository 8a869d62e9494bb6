"""Whose events may go to whom: learned from what people reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from chassis.domain import Event, InventoryEntry, erase_people
from partners.outbound.records import SharingConsent, consent_id
from partners.retention import DATA_INVENTORY

if TYPE_CHECKING:
    from partners.store import PartnersWork

GIVEN = "yunling.people.person.consent_given.v1"
WITHDRAWN = "yunling.people.person.consent_withdrawn.v1"
ERASED = "yunling.people.person.erased.v1"
SHARING = "partner_sharing"


def learn(
    work: PartnersWork,
    events: Sequence[Event],
    inventory: Sequence[InventoryEntry] = DATA_INVENTORY,
) -> None:
    """Keep what stands. A consent to sharing that names no partner permits nobody. Erasure
    follows the `inventory` of this process."""
    for event in work.handling(events):
        if event.type == ERASED:
            # That something was shared stays on record for as long as the law wants it.
            erase_people(work, inventory, [event.data["person_id"]])
        elif event.data["purpose"] == SHARING and event.data.get("partner_id"):
            _keep(work, event)


def standing(work: PartnersWork, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (person, partner) pairs whose consent stands."""
    wanted = set(pairs)
    work.sharing_consents.fetch(consent_id(*pair) for pair in wanted)
    return {pair for pair in wanted if work.sharing_consents.find(consent_id(*pair))}


def _keep(work: PartnersWork, event: Event) -> None:
    person_id, partner_id = event.data["person_id"], event.data["partner_id"]
    id = consent_id(person_id, partner_id)
    if event.type == GIVEN:
        work.sharing_consents.put(SharingConsent(id, person_id, partner_id, event.time))
    else:
        work.sharing_consents.remove(id)
