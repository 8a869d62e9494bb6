"""Registering people, changing what is known of them, and showing them masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_dump

from chassis.domain import Invalid, Refusal
from chassis.fields import (
    Command,
    Paging,
    View,
    choice,
    day,
    flag,
    many,
    moment,
    part,
    ref,
    region,
    table,
    text,
    whole,
)
from people import vocabulary
from people.domain.card import Card
from people.domain.name import LONGEST, SHORTEST
from people.domain.timeline import Milestone
from people.vocabulary import Channel, Language, Purpose

ROWS_MOST = 500
CONSENTS_MOST = 20
CONTACTS_MOST = 200


def person_name(**options: Any) -> fields.String:
    return text(LONGEST, minimum=SHORTEST, example="李明", **options)


def id_number(**options: Any) -> fields.String:
    return text(40, example="530102199003071238", **options)


def phone(**options: Any) -> fields.String:
    return text(40, example="13812348000", **options)


def email(**options: Any) -> fields.String:
    return text(254, example="liming@example.com", allow_none=True, **options)


class Evidence(Command):
    kind = text(40, example="village_certificate", description="A paper that proves the group.")
    reference = text(64, example="昆盘龙务工2025-0017", description="Its number; kept sealed.")


class KeyGroup(Command):
    group = choice(vocabulary.KeyGroup)
    evidence = part(Evidence)


class Consent(Command):
    purpose = choice(Purpose, example="partner_sharing")
    notice_version = text(32, example="2025-01")
    partner_id = ref(
        example="bank",
        required=False,
        allow_none=True,
        description="Who may receive; with partner_sharing, and only with it.",
    )


class RegisterPerson(Command):
    """A form; what is left out of it is loaded as its default."""

    name = person_name()
    id_number = id_number(description="GB 11643, 18 characters.")
    phone = phone(description="A mobile number.")
    region = region(description="The county where the person lives.")
    key_groups = many(part(KeyGroup), len(vocabulary.KeyGroup), required=False, load_default=list)
    email = email(required=False, load_default=None)
    language = choice(Language, required=False, load_default=Language.CHINESE)
    consents = many(part(Consent), CONSENTS_MOST, required=False, load_default=list)


_ROW = RegisterPerson()


class RegisterPeople(Command):
    """Loads to `forms`. The rows are read one by one, so that a bad row does not hold up the
    others."""

    people = many(
        fields.Raw(
            metadata={
                "type": ["object", "array", "string", "number", "boolean"],
                "items": {},
                "description": "As in POST /v1/people; a bad row does not hold up the others.",
                "example": {
                    "name": "王芳",
                    "id_number": "532901198511204521",
                    "phone": "13912345678",
                    "region": "532901",
                },
            }
        ),
        ROWS_MOST,
        minimum=1,
    )

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"forms": [_form(row) for row in given["people"]]}


def _form(row: Any) -> dict[str, Any] | Invalid:
    """A form of a batch, or why it is none."""
    try:
        form: dict[str, Any] = _ROW.load(row)
    except ValidationError as wrong:
        return Invalid(wrong.normalized_messages())
    return form


class PersonId(Command):
    person_id = ref()


class PeopleQuery(Paging):
    region = region(example="530100", required=False)
    key_group = choice(vocabulary.KeyGroup, required=False)


class TimelineQuery(Paging, PersonId):
    pass


class MovePerson(PersonId):
    region = region(example="532901")


class FlagPerson(PersonId, KeyGroup):
    pass


class UnflagPerson(PersonId):
    group = choice(vocabulary.KeyGroup)


class ChangeContacts(PersonId):
    email = email()
    language = choice(Language, required=False)


class GiveConsent(PersonId, Consent):
    pass


class WithdrawConsent(PersonId):
    purpose = choice(Purpose, example="partner_sharing")
    partner_id = ref(example="bank", required=False)


class WantedContact(Command):
    message_id = ref()
    person_id = ref()


class GetContacts(Command):
    wanted = many(part(WantedContact), CONTACTS_MOST, minimum=1)


class KeyGroupView(View):
    group = choice(vocabulary.KeyGroup)
    evidence_kind = text(40, example="village_certificate")
    since = day()


class ConsentView(View):
    purpose = choice(Purpose, example="partner_sharing")
    notice_version = text(32, example="2025-01")
    partner_id = ref(example="bank", allow_none=True)
    given_at = moment()
    withdrawn_at = moment(allow_none=True)


class PersonView(View):
    person_id = ref()
    name = text(example="李*")
    id_number = text(example="530102********1238")
    phone = text(example="138****8000")
    email = text(example="l***@example.com", allow_none=True)
    region = region()
    key_groups = many(part(KeyGroupView))
    channels = many(choice(Channel))
    language = choice(Language)
    consents = many(part(ConsentView))
    id_county_known = flag(
        description="False: a Yunnan ID number with a county that is no longer in the table."
    )
    registered_at = moment()
    version = whole(example=1)


class TimelineEntryView(View):
    entry_id = ref()
    milestone = choice(Milestone)
    happened_on = day(example="2025-05-30")
    details = table(fields.String(), example={"serial": "YN-2025-000001", "trade": "电工"})


class Listing(View):
    """Shows a sequence as its `rows`."""

    @pre_dump
    def _rows(self, found: Sequence[Any], **_: Any) -> dict[str, Any]:
        return {"rows": found}


class ContactView(View):
    message_id = ref()
    name = person_name()
    email = email()


class ContactsView(Listing):
    rows = many(part(ContactView), CONTACTS_MOST)


class FieldError(View):
    field = text(minimum=0, example="id_number", description="Empty: the row as a whole.")
    reason = text(example="Wrong check character.")


class OutcomeView(View):
    """Of a card its person_id; of a refusal why, and who is registered already."""

    person_id = ref(required=False, description="The new person, or the one registered already.")
    code = text(example="invalid", required=False, description="Why the row was refused.")
    errors = many(part(FieldError), required=False)

    @pre_dump
    def _outcome(self, outcome: Card | Refusal, **_: Any) -> dict[str, Any]:
        if isinstance(outcome, Card):
            return {"person_id": outcome.person_id}
        if isinstance(outcome, Invalid):
            return {"code": outcome.code, "errors": _flat(outcome.facts["errors"])}
        return {"code": outcome.code, **outcome.facts}


class OutcomesView(Listing):
    rows = many(part(OutcomeView), ROWS_MOST, description="One row a person, in the same order.")


def _flat(errors: Mapping[str, Any], at: str = "") -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, inner in errors.items():
        field = f"{at}.{name}".lstrip(".")
        if isinstance(inner, Mapping):
            found += _flat(inner, field)
        else:
            found += [{"field": field, "reason": reason} for reason in inner]
    return found
