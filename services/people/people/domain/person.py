"""A person, registered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from people.domain.application import Application
from people.domain.consent import About, Consent, check_about
from people.domain.id_number import IdNumber
from people.domain.key_group import Evidence, KeyGroupFlag, check_evidence
from people.domain.sealing import Safe, Secrets
from people.errors import ConsentNotGiven, KeyGroupNotFlagged
from people.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactChanged,
    KeyGroupsChanged,
    PersonCorrected,
    PersonMoved,
    PersonRegistered,
    PersonRestricted,
)
from people.vocabulary import Channel, KeyGroup, Language, Sex


@dataclass(frozen=True, kw_only=True)
class Person:
    """`id_hash` finds the person by ID number; `birth_month` is YYYY-MM. `restricted_since` is
    set while the person is only stored: erasure was asked for and something stands against it."""

    person_id: str
    id_hash: str
    secrets: Secrets
    region: str
    birth_month: str
    sex: Sex
    id_county_known: bool
    language: Language
    registered_at: datetime
    key_groups: tuple[KeyGroupFlag, ...] = ()
    consents: tuple[Consent, ...] = ()
    restricted_since: datetime | None = None
    version: int = 0

    @property
    def groups(self) -> tuple[KeyGroup, ...]:
        """The key groups in the order of their codes."""
        return tuple(sorted((flag.group for flag in self.key_groups), key=lambda g: g.value))

    @property
    def channels(self) -> tuple[Channel, ...]:
        reachable = (Channel.IN_APP, Channel.EMAIL)
        return reachable if self.secrets.email else (Channel.IN_APP,)

    def move(self, region: str) -> tuple[Person, PersonMoved]:
        """`region` is a county that has been checked."""
        return replace(self, region=region), PersonMoved(person_id=self.person_id, region=region)

    def flag(
        self, group: KeyGroup, evidence: Evidence, safe: Safe, on: date
    ) -> tuple[Person, KeyGroupsChanged]:
        """In the group from `on`, or with newer evidence. Raises Invalid for a paper that proves
        another group."""
        check_evidence(group, evidence)
        others = tuple(flag for flag in self.key_groups if flag.group is not group)
        flag = _flag(self.person_id, group, evidence, safe, on)
        return self._with_flags((*others, flag))

    def unflag(self, group: KeyGroup) -> tuple[Person, KeyGroupsChanged]:
        if group not in self.groups:
            raise KeyGroupNotFlagged(person_id=self.person_id, group=group.value)
        return self._with_flags(tuple(flag for flag in self.key_groups if flag.group is not group))

    def change_contacts(
        self, email: str | None, language: Language, safe: Safe
    ) -> tuple[Person, ContactChanged]:
        """`email` has been checked; None takes the address away."""
        sealed = safe.seal(email, owner=self.person_id, field="email") if email else None
        changed = replace(self, secrets=replace(self.secrets, email=sealed), language=language)
        return changed, ContactChanged(
            person_id=self.person_id, channels=changed.channels, language=language
        )

    def give_consent(
        self, about: About, notice_version: str, at: datetime
    ) -> tuple[Person, ConsentGiven]:
        """A consent about the same that stood until now ends here, so that one stands. Raises
        Invalid where a partner is missing or has no place."""
        check_about(*about)
        earlier = _ended(self.consents, [about], at)
        given = Consent(about[0], notice_version, at, partner_id=about[1])
        return replace(self, consents=(*earlier, given)), _given(self.person_id, given)

    def withdraw_consent(self, about: About, at: datetime) -> tuple[Person, list[ConsentWithdrawn]]:
        """The consent about this; without a partner, those to all partners. One event each."""
        purpose, partner_id = about
        standing = [
            consent
            for consent in self.consents
            if consent.stands
            and consent.purpose is purpose
            and partner_id in (None, consent.partner_id)
        ]
        if not standing:
            raise ConsentNotGiven(person_id=self.person_id, purpose=purpose.value)
        consents = _ended(self.consents, [consent.about for consent in standing], at)
        return replace(self, consents=consents), [
            ConsentWithdrawn(
                person_id=self.person_id,
                purpose=purpose,
                notice_version=consent.notice_version,
                partner_id=consent.partner_id,
            )
            for consent in standing
        ]

    def correct(self, corrected: Corrected, safe: Safe) -> tuple[Person, PersonCorrected]:
        """With the corrected fields, which have been checked, and what follows from them."""
        person, number = self, corrected.id_number
        texts = {"name": corrected.name, "phone": corrected.phone}
        if number is not None:
            texts["id_number"] = number.value
            person = replace(
                person,
                id_hash=corrected.id_hash or person.id_hash,
                birth_month=f"{number.born_on:%Y-%m}",
                sex=number.sex,
                id_county_known=number.county_known,
            )
        sealed = {
            field: safe.seal(text, owner=self.person_id, field=field)
            for field, text in texts.items()
            if text is not None
        }
        person = replace(person, secrets=replace(person.secrets, **sealed))
        return person, PersonCorrected(
            person_id=self.person_id,
            fields=tuple(sorted(sealed)),
            birth_month=person.birth_month,
            sex=person.sex,
        )

    def restrict(self, at: datetime) -> tuple[Person, list[ConsentWithdrawn | PersonRestricted]]:
        """Stored from now on and not used: every consent ends, and whoever works with the person
        is told."""
        events: list[ConsentWithdrawn | PersonRestricted] = []
        person = self
        for purpose in dict.fromkeys(one.purpose for one in self.consents if one.stands):
            person, withdrawn = person.withdraw_consent((purpose, None), at)
            events += withdrawn
        restricted = replace(person, restricted_since=at)
        return restricted, [*events, PersonRestricted(person_id=self.person_id, since=at)]

    def _with_flags(self, flags: tuple[KeyGroupFlag, ...]) -> tuple[Person, KeyGroupsChanged]:
        changed = replace(self, key_groups=flags)
        return changed, KeyGroupsChanged(person_id=self.person_id, key_groups=changed.groups)


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """Fields that were read anew; None stays as it is. `id_hash` goes with `id_number`."""

    name: str | None = None
    phone: str | None = None
    id_number: IdNumber | None = None
    id_hash: str | None = None


def register(
    application: Application, *, person_id: str, id_hash: str, safe: Safe, at: datetime, on: date
) -> tuple[Person, list[PersonRegistered | ConsentGiven]]:
    """A new person, and the events that tell of it: first the registration, then the consents.

    `at` is the moment and `on` its policy day.
    """

    def seal(text: str, field: str) -> str:
        return safe.seal(text, owner=person_id, field=field)

    number = application.id_number
    person = Person(
        person_id=person_id,
        id_hash=id_hash,
        secrets=Secrets(
            name=seal(application.name, "name"),
            id_number=seal(number.value, "id_number"),
            phone=seal(application.phone, "phone"),
            email=seal(application.email, "email") if application.email else None,
        ),
        region=application.region,
        birth_month=f"{number.born_on:%Y-%m}",
        sex=number.sex,
        id_county_known=number.county_known,
        language=application.language,
        registered_at=at,
        key_groups=tuple(
            _flag(person_id, group, evidence, safe, on)
            for group, evidence in application.key_groups
        ),
        consents=tuple(
            Consent(purpose, notice, at, partner_id=partner_id)
            for (purpose, partner_id), notice in application.consents
        ),
    )
    return person, [_registered(person), *(_given(person_id, one) for one in person.consents)]


def _registered(person: Person) -> PersonRegistered:
    return PersonRegistered(
        person_id=person.person_id,
        region=person.region,
        key_groups=person.groups,
        birth_month=person.birth_month,
        sex=person.sex,
        channels=person.channels,
        language=person.language,
        consents=tuple(dict.fromkeys(consent.purpose for consent in person.consents)),
    )


def _given(person_id: str, consent: Consent) -> ConsentGiven:
    return ConsentGiven(
        person_id=person_id,
        purpose=consent.purpose,
        notice_version=consent.notice_version,
        partner_id=consent.partner_id,
    )


def _flag(
    person_id: str, group: KeyGroup, evidence: Evidence, safe: Safe, on: date
) -> KeyGroupFlag:
    field = f"evidence.{group.value}"
    sealed = safe.seal(evidence.reference, owner=person_id, field=field)
    return KeyGroupFlag(group, evidence.kind, sealed, on)


def _ended(
    consents: Sequence[Consent], about: Sequence[About], at: datetime
) -> tuple[Consent, ...]:
    return tuple(
        replace(consent, withdrawn_at=at) if consent.stands and consent.about in about else consent
        for consent in consents
    )
