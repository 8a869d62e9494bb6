"""Partners, consents and events for the tests of what leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chassis.domain import Actor, Event
from chassis.testing import NOON, MemoryStore, memory
from gateway.store import GatewayWork
from partners.outbound import consents, dispatch, routing, subscriptions
from partners.outbound.dispatch import Load
from partners.registry.partner import Partner, State

SIGNED = "yunling.loans.loan.contract_signed.v1"
APPROVED = "yunling.loans.loan.eligibility_approved.v1"
FAIR = "yunling.jobs.fair.opened.v1"
ADMIN = Actor("root", "admin")


def a_partner(partner_id: str = "icbc", role: str = "bank", **more: Any) -> Partner:
    made = NOON - timedelta(days=3)
    told: dict[str, Any] = {
        "name": "A body",
        "types": (),
        "region": None,
        "sandbox": False,
        "events_per_minute": 1000,
        "created_at": made,
        "changed_at": made,
        **more,
    }
    return Partner(partner_id, role=role, **told)


def an_event(type: str = SIGNED, subject: str = "loan-1", n: int = 1, **data: Any) -> Event:
    """An event about person p1 in Wuhua county, of a loan at icbc, unless `data` says otherwise;
    a field given as None is left out."""
    told = {
        "person_id": "p1",
        "region": "530102",
        "bank_id": "icbc",
        "key_groups": ["disabled"],
        **data,
    }
    return Event(
        id=f"{subject}-{type}-{n}",
        type=type,
        source=f"/yunling/{type.split('.')[1]}",
        subject=subject,
        time=NOON,
        data={name: value for name, value in told.items() if value is not None},
        sequence=n,
        correlation_id="inside",
    )


def a_consent(type: str, n: int = 1, **data: Any) -> Event:
    told = {"purpose": "partner_sharing", "partner_id": "icbc", "bank_id": None, "region": None}
    return an_event(type, "p1", n, **{**told, "key_groups": None, **data})


class Sharing:
    """A gateway's store with one bank, which has subscribed, and what leaves it."""

    def __init__(self) -> None:
        self.store: MemoryStore = memory(GatewayWork)
        self.add(a_partner())
        self.subscribe("icbc", SIGNED)

    def add(self, partner: Partner) -> None:
        self.store.commit(lambda work: work.partners.put(partner))

    def become(self, partner_id: str, state: State) -> None:
        self.store.commit(
            lambda work: work.partners.put(replace(work.partners.get(partner_id), state=state))
        )

    def subscribe(self, partner_id: str, *types: str, region: str | None = None) -> Any:
        return self.store.commit(
            subscriptions.create_subscription, partner_id=partner_id, types=types, region=region
        )

    def consent(self, *events: Event) -> None:
        self.store.deliver(consents.learn, *(events or [a_consent(consents.GIVEN)]))

    def share(self, *events: Event) -> None:
        self.store.deliver(routing.share, *events)

    def next(self, partner_id: str = "icbc", most: int = 100) -> Load:
        return self.store.read(dispatch.next_load, partner_id=partner_id, most=most)

    def leave(self, partner_id: str = "icbc", most: int = 100, at: datetime | None = None) -> Load:
        """Do what the pump does, without a broker."""
        self.store.now = at or self.store.now
        load = self.next(partner_id, most)
        self.store.commit(dispatch.gone, partner_id=partner_id, load=load)
        return load

    def sent(self, partner_id: str = "icbc") -> list[str]:
        """The ids of the events that are on their way to a partner."""
        return [message.event_id for message in self.next(partner_id).messages]
