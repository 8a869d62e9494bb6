"""What people does, one function a sentence. `vault` holds the keys to the personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.actor import SERVICE
from chassis.errors import Invalid, Refusal
from chassis.event import Event
from chassis.work import Page
from people.domain.application import read_application, read_region
from people.domain.card import Card, card
from people.domain.contact import Contact, Reveal, read_email
from people.domain.key_group import Evidence
from people.domain.person import Person, register
from people.domain.region import REGIONS
from people.domain.sealing import Vault
from people.domain.timeline import Milestone, TimelineEntry
from people.errors import ContactNotDisclosed, PersonAlreadyRegistered, PersonNotFound
from people.vocabulary import KeyGroup, Language, Purpose


def register_person(work: Any, *, vault: Vault, **form: Any) -> Card:
    [outcome] = register_people(work, vault=vault, forms=[form])
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def register_people(
    work: Any, *, vault: Vault, forms: Sequence[Mapping[str, Any] | Refusal]
) -> list[Card | Refusal]:
    """One outcome a form, in order. A form that was refused before it came here stays refused;
    a refused form does not hold up the others."""
    applications = [_application(form, work) for form in forms]
    hashes = [
        None if isinstance(read, Refusal) else vault.fingerprint(read.id_number.value)
        for read in applications
    ]
    asked = [id_hash for id_hash in hashes if id_hash]
    found = work.people.all({"id_hash": {"$in": asked}}, limit=len(asked)) if asked else []
    registered = {person.id_hash: person.person_id for person in found}
    outcomes: list[Card | Refusal] = []
    for application, id_hash in zip(applications, hashes, strict=True):
        if isinstance(application, Refusal):
            outcomes.append(application)
        elif id_hash in registered:
            outcomes.append(PersonAlreadyRegistered(person_id=registered[id_hash]))
        else:
            person, events = register(
                application, person_id=work.new_id(), vault=vault, at=work.now, on=work.today
            )
            registered[person.id_hash] = person.person_id
            outcomes.append(card(work.people.add(person, *events), vault))
    return outcomes


def get_person(work: Any, *, vault: Vault, person_id: str) -> Card:
    return card(_person(work, person_id), vault)


def list_people(
    work: Any,
    *,
    vault: Vault,
    region: str | None,
    key_group: KeyGroup | None,
    cursor: str | None,
    limit: int,
) -> Page[Card]:
    """Newest first; `region` is a county, a prefecture or the province, or the caller's own.

    Raises Invalid and RegionNotYours.
    """
    if region and region not in REGIONS:
        raise Invalid({"region": ["Not a region of Yunnan."]})
    wanted: dict[str, Any] = {"region": region}
    if key_group:
        wanted["key_groups.group"] = key_group
    page = work.people.page(work.reach.narrow(wanted, region="region"), cursor, limit)
    return Page([card(person, vault) for person in page.rows], page.next_cursor)


def move_person(work: Any, *, vault: Vault, person_id: str, region: str) -> Card:
    person = _person(work, person_id)
    if read_region(region) == person.region:
        return card(person, vault)
    return card(work.people.save(*person.move(region)), vault)


def flag_person(
    work: Any, *, vault: Vault, person_id: str, group: KeyGroup, evidence: Mapping[str, str]
) -> Card:
    person = _person(work, person_id)
    changed = person.flag(group, Evidence(**evidence), vault, on=work.today)
    return card(work.people.save(*changed), vault)


def unflag_person(work: Any, *, vault: Vault, person_id: str, group: KeyGroup) -> Card:
    return card(work.people.save(*_person(work, person_id).unflag(group)), vault)


def change_contacts(
    work: Any, *, vault: Vault, person_id: str, email: str | None, language: Language | None
) -> Card:
    person = _person(work, person_id)
    address = read_email(email) if email else None
    changed = person.change_contacts(address, language or person.language, vault)
    return card(work.people.save(*changed), vault)


def give_consent(
    work: Any,
    *,
    vault: Vault,
    person_id: str,
    purpose: Purpose,
    notice_version: str,
    partner_id: str | None = None,
) -> Card:
    person = _person(work, person_id)
    given = person.give_consent((purpose, partner_id), notice_version, work.now)
    return card(work.people.save(*given), vault)


def withdraw_consent(
    work: Any, *, vault: Vault, person_id: str, purpose: Purpose, partner_id: str | None = None
) -> Card:
    """Partner sharing without a partner: the consents to all of them."""
    person = _person(work, person_id)
    changed, withdrawn = person.withdraw_consent((purpose, partner_id), work.now)
    return card(work.people.save(changed, *withdrawn), vault)


def get_timeline(
    work: Any, *, person_id: str, cursor: str | None, limit: int
) -> Page[TimelineEntry]:
    _person(work, person_id)
    page: Page[TimelineEntry] = work.timeline.page({"person_id": person_id}, cursor, limit)
    return page


def get_contacts(work: Any, *, vault: Vault, wanted: Sequence[Mapping[str, str]]) -> list[Contact]:
    """Whom to write to, in the clear, for messages that are about to be sent, and a record that
    it was given out. `wanted` pairs a message_id with a person_id; somebody unknown has no row.

    Nobody's request reaches it: services ask on their own behalf only.
    """
    if work.actor is not None and work.actor.role != SERVICE:
        raise ContactNotDisclosed
    ids = sorted({one["person_id"] for one in wanted})
    found = work.people.all({"person_id": {"$in": ids}}, limit=len(ids))
    known = {person.person_id: person for person in found}
    asked = [one for one in wanted if one["person_id"] in known]
    for one in asked:
        work.reveals.put(Reveal(reveal_id=work.new_id(), revealed_at=work.now, **one))
    return [_contact(known[one["person_id"]], one["message_id"], vault) for one in asked]


def keep_milestones(work: Any, events: Sequence[Event]) -> None:
    """Put certificates and hires on the timelines of those whom they concern."""
    concerned = {event.data["person_id"] for event in events}
    work.people.all({"person_id": {"$in": sorted(concerned)}}, limit=len(concerned))
    for event in events:
        work.people.get(event.data["person_id"])
        work.timeline.put(_milestone(event.data))


def _person(work: Any, person_id: str) -> Person:
    """The person, if within the caller's reach. Raises PersonNotFound."""
    person: Person = work.people.get(person_id)
    if not work.reach.holds(region=person.region, person_id=person_id):
        raise PersonNotFound(person_id=person_id)
    return person


def _application(form: Mapping[str, Any] | Refusal, work: Any) -> Any:
    if isinstance(form, Refusal):
        return form
    try:
        read = read_application(form, work.today)
        work.reach.must_lie(read.region)
        return read
    except Refusal as refused:
        return refused


def _contact(person: Person, message_id: str, vault: Vault) -> Contact:
    owner, sealed = person.person_id, person.secrets
    return Contact(
        message_id,
        name=vault.open(sealed.name, owner=owner, field="name"),
        email=vault.open(sealed.email, owner=owner, field="email") if sealed.email else None,
    )


def _milestone(data: Mapping[str, Any]) -> TimelineEntry:
    if "certificate_id" in data:
        return TimelineEntry(
            entry_id=data["certificate_id"],
            person_id=data["person_id"],
            milestone=Milestone.CERTIFICATE_ISSUED,
            happened_on=data["issued_on"],
            details={name: data[name] for name in ("serial", "trade", "level")},
        )
    return TimelineEntry(
        entry_id=data["registration_id"],
        person_id=data["person_id"],
        milestone=Milestone.HIRED,
        happened_on=data["hired_on"],
        details={name: data[name] for name in ("post_id", "employer_id")},
    )
