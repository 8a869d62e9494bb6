"""Registering people, changing what is known of them, and showing them masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_dump
from marshmallow.validate import Length, Regexp

from chassis.errors import Invalid, Refusal
from chassis.schema import Paging
from people.domain.card import Card
from people.domain.contact import Contact
from people.domain.timeline import Milestone
from people.vocabulary import Channel, KeyGroup, Language, Purpose

ROWS_MOST = 500
CONSENTS_MOST = 20
CONTACTS_MOST = 200
_ID = Regexp(r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}\Z", error="Not a valid identifier.")
_REGION = Regexp(r"^\d{6}\Z", error="Not a six-digit region code.")


class EvidenceForm(Schema):
    kind = fields.String(required=True, validate=Length(1, 40))
    reference = fields.String(required=True, validate=Length(1, 64))


class KeyGroupForm(Schema):
    group = fields.Enum(KeyGroup, by_value=True, required=True)
    evidence = fields.Nested(EvidenceForm, required=True)


class ConsentForm(Schema):
    purpose = fields.Enum(Purpose, by_value=True, required=True)
    notice_version = fields.String(required=True, validate=Length(1, 32))
    partner_id = fields.String(load_default=None, allow_none=True, validate=_ID)


class RegisterPerson(Schema):
    name = fields.String(required=True, validate=Length(1, 100))
    id_number = fields.String(required=True, validate=Length(1, 40))
    phone = fields.String(required=True, validate=Length(1, 40))
    region = fields.String(required=True, validate=_REGION)
    key_groups = fields.List(
        fields.Nested(KeyGroupForm), load_default=list, validate=Length(max=len(KeyGroup))
    )
    email = fields.String(load_default=None, allow_none=True, validate=Length(1, 254))
    language = fields.Enum(Language, by_value=True, load_default=Language.CHINESE)
    consents = fields.List(
        fields.Nested(ConsentForm), load_default=list, validate=Length(max=CONSENTS_MOST)
    )


class RegisterPeople(Schema):
    """The rows are read one by one, so that a bad row does not hold up the others."""

    people = fields.List(fields.Raw(), required=True, validate=Length(1, ROWS_MOST))


class PersonId(Schema):
    person_id = fields.String(required=True)


class PeopleQuery(Paging):
    region = fields.String(load_default=None, validate=_REGION)
    key_group = fields.Enum(KeyGroup, by_value=True, load_default=None)


class TimelineQuery(Paging, PersonId):
    pass


class MovePerson(PersonId):
    region = fields.String(required=True, validate=_REGION)


class FlagPerson(PersonId, KeyGroupForm):
    pass


class UnflagPerson(PersonId):
    group = fields.Enum(KeyGroup, by_value=True, required=True)


class ChangeContacts(PersonId):
    email = fields.String(required=True, allow_none=True, validate=Length(1, 254))
    language = fields.Enum(Language, by_value=True, load_default=None)


class GiveConsent(PersonId, ConsentForm):
    pass


class WithdrawConsent(PersonId):
    purpose = fields.Enum(Purpose, by_value=True, required=True)
    partner_id = fields.String(load_default=None, validate=_ID)


class WantedContact(Schema):
    message_id = fields.String(required=True)
    person_id = fields.String(required=True)


class GetContacts(Schema):
    wanted = fields.List(
        fields.Nested(WantedContact), required=True, validate=Length(1, CONTACTS_MOST)
    )


class KeyGroupView(Schema):
    group = fields.Enum(KeyGroup, by_value=True)
    evidence_kind = fields.String()
    since = fields.Date()


class ConsentView(Schema):
    purpose = fields.Enum(Purpose, by_value=True)
    notice_version = fields.String()
    partner_id = fields.String(allow_none=True)
    given_at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class CardView(Schema):
    person_id = fields.String()
    name = fields.String()
    id_number = fields.String()
    phone = fields.String()
    email = fields.String(allow_none=True)
    region = fields.String()
    key_groups = fields.List(fields.Nested(KeyGroupView))
    channels = fields.List(fields.Enum(Channel, by_value=True))
    language = fields.Enum(Language, by_value=True)
    consents = fields.List(fields.Nested(ConsentView))
    id_county_known = fields.Boolean()
    registered_at = fields.AwareDateTime()
    version = fields.Integer()


class TimelineEntryView(Schema):
    entry_id = fields.String()
    milestone = fields.Enum(Milestone, by_value=True)
    happened_on = fields.Date()
    details = fields.Dict()


class ContactView(Schema):
    message_id = fields.String()
    name = fields.String()
    email = fields.String(allow_none=True)


class ContactsView(Schema):
    rows = fields.List(fields.Nested(ContactView))

    @pre_dump
    def _rows(self, contacts: Sequence[Contact], **_: Any) -> dict[str, Any]:
        return {"rows": contacts}


class OutcomesView(Schema):
    """One row an outcome: `{person_id}` or `{code, person_id?, errors?}`."""

    rows = fields.List(fields.Dict())

    @pre_dump
    def _rows(self, outcomes: Sequence[Card | Refusal], **_: Any) -> dict[str, Any]:
        return {"rows": [_row(outcome) for outcome in outcomes]}


def read_row(row: Any) -> dict[str, Any] | Invalid:
    """A form of a batch, or why it is none."""
    try:
        form: dict[str, Any] = _ROW.load(row)
    except ValidationError as wrong:
        return Invalid(wrong.normalized_messages())
    return form


_ROW = RegisterPerson()


def _row(outcome: Card | Refusal) -> dict[str, Any]:
    if isinstance(outcome, Card):
        return {"person_id": outcome.person_id}
    if isinstance(outcome, Invalid):
        return {"code": outcome.code, "errors": _flat(outcome.facts["errors"])}
    return {"code": outcome.code, **outcome.facts}


def _flat(errors: Mapping[str, Any], at: str = "") -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, inner in errors.items():
        field = f"{at}.{name}".lstrip(".")
        if isinstance(inner, Mapping):
            found += _flat(inner, field)
        else:
            found += [{"field": field, "reason": reason} for reason in inner]
    return found
