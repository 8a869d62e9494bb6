"""The shapes on the wire. The schema of an event that a template tells of is made of the
template's variables, so that a new message needs a new file and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, fields, post_load

from chassis.fields import Command, Paging, View, choice, moment, ref, text, whole
from notify import usecases
from notify.catalogue import shipped
from notify.domain.template import Kind, Template
from notify.vocabulary import Channel, Language, State


class ListMessages(Paging):
    person_id = ref()
    unread = choice(("true", "false"), required=False, description="Only what is still unread.")

    @post_load
    def read(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**given, "unread": given.get("unread") == "true"}


class MessageId(Command):
    message_id = ref()


class MessageView(View):
    message_id = ref()
    # The inbox has no others.
    channel = choice([Channel.IN_APP.value], attribute="channel.value")
    state = choice([State.DELIVERED.value], attribute="state.value")
    template = text(example="registration.confirmed", description="What the message is about.")
    language = choice(Language)
    title = text(example="招聘会报名成功")
    text = text(2000, example="您已报名“昆明春风行动”，2025年3月8日开始。入场时请携带身份证。")
    created_at = moment()
    read_at = moment(allow_none=True)
    version = whole(example=1)


class PersonReachable(Schema):
    """How a person can be reached."""

    person_id = fields.String(required=True)
    channels = fields.List(fields.String(), required=True)
    language = fields.String(load_default=Language.CHINESE.value)


class PersonRegistered(PersonReachable):
    region = fields.String(required=True)
    consents = fields.List(fields.String(), load_default=list)


class PersonMoved(Schema):
    person_id = fields.String(required=True)
    region = fields.String(required=True)


class Consent(Schema):
    person_id = fields.String(required=True)
    purpose = fields.String(required=True)


class PersonErased(Schema):
    person_id = fields.String(required=True)


FIELDS: Final[Mapping[Kind, type[fields.Field[Any]]]] = {
    Kind.TEXT: fields.String,
    Kind.WHOLE: fields.Integer,
    Kind.MONEY: fields.Decimal,
    Kind.RATE: fields.Decimal,
    Kind.SCORE: fields.Decimal,
    Kind.DAY: fields.Date,
    Kind.FLAG: fields.Boolean,
}


def schema_of(template: Template) -> type[Schema]:
    """What a message needs of its event's payload: whom it concerns, and the variables."""
    needed: dict[str, fields.Field[Any]] = {
        name: FIELDS[kind](required=True, allow_none=kind is Kind.SCORE)
        for name, kind in template.variables.items()
    }
    service, noun = template.event.split(".")[1:3]
    if template.event != usecases.FAIR_CANCELLED:
        needed["person_id"] = fields.String(required=True)
    if service == "jobs":
        needed["fair_id"] = fields.String(required=True)
    if noun == "registration":
        needed["registration_id"] = fields.String(required=True)
    return Schema.from_dict(needed, name=template.name)


NEWS: Final[Mapping[str, type[Schema]]] = {
    **{event: schema_of(template) for event, template in shipped().items()},
    usecases.PERSON_REGISTERED: PersonRegistered,
    usecases.PERSON_MOVED: PersonMoved,
    usecases.CONTACT_CHANGED: PersonReachable,
    usecases.CONSENT_GIVEN: Consent,
    usecases.CONSENT_WITHDRAWN: Consent,
    usecases.PERSON_ERASED: PersonErased,
}
