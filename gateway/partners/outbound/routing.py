"""From an event of the platform to the partners whose business it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from chassis.codec import utc
from chassis.domain import Event
from partners import canonical
from partners.errors import SandboxOnly
from partners.outbound import consents, visibility
from partners.outbound.records import (
    Backlog,
    Delivery,
    Held,
    StoredMessage,
    Subscription,
    delivery_id,
)
from partners.registry.partner import Partner, State

if TYPE_CHECKING:
    from partners.store import PartnersWork

SCHEMA_BASE = "https://yunling.example/contracts/outward"
SUBSCRIPTIONS_MOST = 10_000
COURSE_PUBLISHED = "yunling.training.course.published.v1"
CLASS_OPENED = "yunling.training.class.opened.v1"
Envelope = dict[str, Any]


def share(work: PartnersWork, events: Sequence[Event]) -> None:
    """Put each event into the backlogs of the partners who subscribed to it, whose business it
    is and, when it is about a person, whom that person lets know."""
    wanted = _wanted(work, {event.type for event in events})
    providers = _Providers(work, events)
    pairs = [
        (event, partner)
        for event in work.handling(events)
        for partner in _concerned(event, providers.name(event), wanted[event.type])
    ]
    allowed = consents.standing(
        work,
        ((person, partner.partner_id) for event, partner in pairs if (person := _person(event))),
    )
    messages: dict[str, list[Envelope]] = defaultdict(list)
    for event, partner in pairs:
        person = _person(event)
        if person is None or (person, partner.partner_id) in allowed:
            messages[partner.partner_id].append(envelope(event))
    for partner_id, envelopes in messages.items():
        put(work, partner_id=partner_id, envelopes=envelopes)


def put(
    work: PartnersWork, *, partner_id: str, envelopes: Sequence[Envelope], forged: bool = False
) -> list[int]:
    """Number CloudEvents and put them into a partner's backlog, in this order.

    Answers their numbers. `forged` ones leave with a signature that does not hold; raises
    SandboxOnly for a partner who is not in the sandbox.
    """
    in_sandbox = work.partners.get(partner_id).sandbox
    if forged and not in_sandbox:
        raise SandboxOnly(partner_id=partner_id)
    backlog = work.mailboxes.find(partner_id) or Backlog(partner_id)
    numbers = list(range(backlog.last + 1, backlog.last + 1 + len(envelopes)))
    for number, one in zip(numbers, envelopes, strict=True):
        id = delivery_id(partner_id, number)
        # A sample is about nobody, whatever its data says.
        person = None if in_sandbox else one["data"].get("person_id")
        said = canonical.sha256(canonical.text(one["type"], one["data"]))
        work.deliveries.insert(
            Delivery(
                id, partner_id, number, one["type"], one["id"], person, said, work.now,
                forged=forged,
            )
        )  # fmt: skip
        body = orjson.dumps({**one, "deliverysequence": f"{number:010}"}).decode()
        work.parcels.insert(StoredMessage(id, person, body, work.now))
    if numbers:
        work.mailboxes.put(Backlog(partner_id, numbers[-1]))
    return numbers


def envelope(event: Event) -> Envelope:
    """The event as partners see it: without what links it to the inside, or is not for them."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": utc(event.time),
        "datacontenttype": "application/json",
        "dataschema": f"{SCHEMA_BASE}/{event.type}.schema.json",
        **({"sequence": f"{event.sequence:010}"} if event.sequence is not None else {}),
        "data": visibility.shown(event.data),
    }


def _wanted(
    work: PartnersWork, types: set[str]
) -> Mapping[str, list[tuple[Partner, Subscription]]]:
    """By type: who subscribed to it and may be sent anything at all."""
    found = work.subscriptions.all({"types": {"$in": sorted(types)}}, limit=SUBSCRIPTIONS_MOST)
    work.partners.fetch({one.partner_id for one in found})
    wanted: dict[str, list[tuple[Partner, Subscription]]] = defaultdict(list)
    for one in found:
        partner = work.partners.find(one.partner_id)
        if partner and partner.state is not State.REMOVED and not partner.sandbox:
            for type in types.intersection(one.types):
                wanted[type].append((partner, one))
    return wanted


def _concerned(
    event: Event, provider: str | None, wanted: Sequence[tuple[Partner, Subscription]]
) -> list[Partner]:
    """The partners to send an event to, each once however many subscriptions it fits."""
    facts = {"provider_id": provider, **event.data}
    found = {
        partner.partner_id: partner
        for partner, one in wanted
        if visibility.reaches(event.data.get("region"), one.region)
        and visibility.concerns(event.type, partner.role, partner.partner_id, facts)
    }
    return list(found.values())


def _person(event: Event) -> str | None:
    return event.data.get("person_id")


class _Providers:
    """Which training provider an event is about, by the course or the class that it names."""

    def __init__(self, work: PartnersWork, events: Sequence[Event]) -> None:
        self._work = work
        about = [event.data for event in events if event.type.startswith("yunling.training.")]
        work.held.fetch(
            id for data in about for id in (data.get("course_id"), data.get("class_id")) if id
        )

    def name(self, event: Event) -> str | None:
        """The provider, learned on the way from courses and classes that begin."""
        data = event.data
        if event.type == COURSE_PUBLISHED:
            return self._learned(data["course_id"], data["provider_id"])
        if event.type == CLASS_OPENED:
            provider = self._known(data["course_id"])
            return self._learned(data["class_id"], provider) if provider else None
        return self._known(data["class_id"]) if "class_id" in data else None

    def _known(self, thing_id: str) -> str | None:
        held = self._work.held.find(thing_id)
        return held.provider_id if held else None

    def _learned(self, thing_id: str, provider_id: str) -> str:
        self._work.held.put(Held(thing_id, provider_id))
        return provider_id
