"""What the law gives people a right to: to see, correct and erase, and to know who looked."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from chassis.schema import Paging
from people.domain.correction import ProofKind
from people.domain.erasure import Basis, ErasureReason, Fate
from people.domain.reading import Field, ReadingPurpose
from people.schemas.person import PersonId
from people.vocabulary import Purpose

# The other purposes are noted, not asked for.
ASKED = (
    ReadingPurpose.IDENTITY_CHECK,
    ReadingPurpose.ELIGIBILITY_CHECK,
    ReadingPurpose.CONTACT_PERSON,
    ReadingPurpose.LEGAL_DUTY,
    ReadingPurpose.OWN,
)


class RevealPerson(PersonId):
    fields_ = fields.List(
        fields.Enum(Field, by_value=True),
        data_key="fields",
        attribute="fields",
        required=True,
        validate=Length(1, len(Field)),
    )
    purpose = fields.Enum(ReadingPurpose, by_value=True, required=True, validate=OneOf(ASKED))
    reason = fields.String(load_default=None, allow_none=True, validate=Length(1, 200))


class PaperView(Schema):
    group = fields.String()
    kind = fields.String()
    reference = fields.String()


class RevealedView(Schema):
    """What was not asked for, or never given, is null."""

    person_id = fields.String()
    name = fields.String(allow_none=True)
    id_number = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    evidence = fields.List(fields.Nested(PaperView), allow_none=True)


class ReadingsQuery(Paging, PersonId):
    pass


class ReadingView(Schema):
    reading_id = fields.String()
    fields_ = fields.List(fields.Enum(Field, by_value=True), data_key="fields", attribute="fields")
    purpose = fields.Enum(ReadingPurpose, by_value=True)
    read_at = fields.AwareDateTime()
    reader = fields.String()
    role = fields.String()
    region = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    message_id = fields.String(allow_none=True)


class CorrectPerson(PersonId):
    proof = fields.Enum(ProofKind, by_value=True, required=True)
    reference = fields.String(load_default=None, allow_none=True, validate=Length(1, 64))
    name = fields.String(load_default=None, validate=Length(1, 100))
    phone = fields.String(load_default=None, validate=Length(1, 40))
    id_number = fields.String(load_default=None, validate=Length(1, 40))


class ErasePerson(PersonId):
    reason = fields.Enum(ErasureReason, by_value=True, load_default=ErasureReason.REQUESTED)


class HoldView(Schema):
    hold_id = fields.String()
    basis = fields.Enum(Basis, by_value=True)
    until = fields.Date(allow_none=True)


class ErasureView(Schema):
    person_id = fields.String()
    fate = fields.Enum(Fate, by_value=True)
    at = fields.AwareDateTime()
    holds = fields.List(fields.Nested(HoldView))


class NoticeView(Schema):
    version = fields.String()
    since = fields.Date()
    purposes = fields.List(fields.Enum(Purpose, by_value=True))
    text = fields.Dict(keys=fields.String(), values=fields.String())


class NoticesView(Schema):
    rows = fields.List(fields.Nested(NoticeView))
