"""What is shown of people: cards, masked, and what happened to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.domain import Invalid, Page
from chassis.domain.regions import REGIONS
from people.domain.card import Card, card
from people.domain.timeline import TimelineEntry
from people.usecases.access import person_shown
from people.vocabulary import KeyGroup

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault


def get_person(work: PeopleWork, *, vault: Vault, person_id: str) -> Card:
    """A person's card, masked.

    Raises PersonNotFound, PersonErased and PersonRestricted.
    """
    return card(person_shown(work, person_id), vault.of(work))


def list_people(
    work: PeopleWork,
    *,
    vault: Vault,
    region: str | None = None,
    key_group: KeyGroup | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Card]:
    """A page of cards by region and key group.

    Newest first; `region` is a county, a prefecture or the province, or the caller's own.

    Raises Invalid and RegionNotYours.
    """
    if region and region not in REGIONS:
        raise Invalid({"region": ["Not a region of Yunnan."]})
    wanted: dict[str, Any] = {"region": region, "restricted_since": None}
    if key_group:
        wanted["key_groups.group"] = key_group
    page = work.people.page(work.reach.narrow(wanted, region="region"), cursor, limit)
    safe = vault.of(work)
    safe.fetch(person.person_id for person in page.rows)
    return Page([card(person, safe) for person in page.rows], page.next_cursor)


def get_timeline(
    work: PeopleWork, *, person_id: str, cursor: str | None = None, limit: int = 50
) -> Page[TimelineEntry]:
    """A page of certificates and hires, newest first.

    Raises PersonNotFound, PersonErased and PersonRestricted.
    """
    person_shown(work, person_id)
    page: Page[TimelineEntry] = work.timeline.page({"person_id": person_id}, cursor, limit)
    return page
