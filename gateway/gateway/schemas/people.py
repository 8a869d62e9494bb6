"""People on the public interface: forms in the clear, persons masked."""

from __future__ import annotations

from marshmallow import fields

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

ROWS_MOST = 500
CONSENTS_MOST = 20
GROUPS = ("migrant", "laid_off", "hard_up")
PURPOSES = ("data_use", "sensitive_data", "partner_sharing", "messages")
LANGUAGES = ("zh-CN", "en")
CHANNELS = ("in_app", "email")


class Evidence(Command):
    kind = text(40, example="village_certificate", description="A paper that proves the group.")
    reference = text(64, example="昆盘龙务工2025-0017", description="Its number; kept sealed.")


class KeyGroup(Command):
    group = choice(GROUPS)
    evidence = part(Evidence)


class Consent(Command):
    purpose = choice(PURPOSES, example="partner_sharing")
    notice_version = text(32, example="2025-01")
    partner_id = ref(
        example="bank",
        required=False,
        allow_none=True,
        description="Who may receive; with partner_sharing, and only with it.",
    )


class RegisterPerson(Command):
    name = text(50, minimum=2, example="李明")
    id_number = text(40, example="530102199003071238", description="GB 11643, 18 characters.")
    phone = text(40, example="13812348000", description="A mobile number.")
    region = region(description="The county where the person lives.")
    key_groups = many(part(KeyGroup), len(GROUPS), required=False)
    email = text(254, example="liming@example.com", required=False, allow_none=True)
    language = choice(LANGUAGES, required=False)
    consents = many(part(Consent), CONSENTS_MOST, required=False)


class RegisterPeople(Command):
    # Members are not checked here: the service answers row by row.
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


class MovePerson(Command):
    region = region(example="532901")


class FlagPerson(Command):
    evidence = part(Evidence)


class ChangeContacts(Command):
    email = text(254, example="liming@example.com", allow_none=True)
    language = choice(LANGUAGES, required=False)


class PeopleQuery(Paging):
    region = region(example="530100", required=False)
    key_group = choice(GROUPS, required=False)


class KeyGroupView(View):
    group = choice(GROUPS)
    evidence_kind = text(40, example="village_certificate")
    since = day()


class ConsentView(View):
    purpose = choice(PURPOSES, example="partner_sharing")
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
    channels = many(choice(CHANNELS))
    language = choice(LANGUAGES)
    consents = many(part(ConsentView))
    id_county_known = flag(
        description="False: a Yunnan ID number with a county that is no longer in the table."
    )
    registered_at = moment()
    version = whole(example=1)


class FieldError(View):
    field = text(minimum=0, example="id_number", description="Empty: the row as a whole.")
    reason = text(example="Wrong check character.")


class OutcomeView(View):
    person_id = ref(required=False, description="The new person, or the one registered already.")
    code = text(example="invalid", required=False, description="Why the row was refused.")
    errors = many(part(FieldError), required=False)


class OutcomesView(View):
    rows = many(part(OutcomeView), ROWS_MOST, description="One row a person, in the same order.")


class TimelineEntryView(View):
    entry_id = ref()
    milestone = choice(("certificate_issued", "hired"))
    happened_on = day(example="2025-05-30")
    details = table(fields.String(), example={"serial": "YN-2025-000001", "trade": "电工"})
