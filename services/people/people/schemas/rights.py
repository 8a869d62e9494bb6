"""What the law gives people a right to: to see, correct and erase, and to know who looked."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from chassis.fields import Paging, View, choice, day, many, moment, part, ref, region, table, text
from people.domain.access_record import Field, ReadingPurpose
from people.domain.correction import ProofKind
from people.domain.erasure import Basis, ErasureReason, Fate
from people.schemas.person import Listing, PersonId, id_number, person_name, phone
from people.vocabulary import KeyGroup, Language, Purpose

# The other purposes are noted, not asked for.
ASKED = (
    ReadingPurpose.IDENTITY_CHECK,
    ReadingPurpose.ELIGIBILITY_CHECK,
    ReadingPurpose.CONTACT_PERSON,
    ReadingPurpose.LEGAL_DUTY,
    ReadingPurpose.OWN,
)


class RevealPerson(PersonId):
    fields_ = many(
        choice(Field),
        len(Field),
        minimum=1,
        data_key="fields",
        attribute="fields",
    )
    purpose = choice(
        [purpose.value for purpose in ASKED],
        description="What it is needed for; the person sees it.",
    )
    reason = text(
        200,
        example="loan form 2025-0017",
        required=False,
        allow_none=True,
        description="The file that it is needed for; the person sees it.",
    )

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**given, "purpose": ReadingPurpose(given["purpose"])}


class PaperView(View):
    group = choice([group.value for group in KeyGroup])
    kind = text(40, example="village_certificate")
    reference = text(64, example="昆盘龙务工2025-0017")


class RevealedView(View):
    """What was not asked for, or never given, is null."""

    person_id = ref()
    name = text(example="李明", allow_none=True)
    id_number = text(example="530102199003071238", allow_none=True)
    phone = text(example="13812348000", allow_none=True)
    email = text(example="liming@example.com", allow_none=True)
    evidence = many(part(PaperView), allow_none=True)


class ReadingsQuery(Paging, PersonId):
    pass


class ReadingView(View):
    reading_id = ref()
    fields_ = many(choice(Field), len(Field), data_key="fields", attribute="fields")
    purpose = choice(ReadingPurpose)
    read_at = moment()
    reader = text(example="officer-1", description="Who looked, or the service that did.")
    role = text(example="officer")
    region = region(allow_none=True)
    reason = text(200, example="loan form 2025-0017", allow_none=True)
    message_id = ref(allow_none=True)


class CorrectPerson(PersonId):
    proof = choice(ProofKind, description="An own statement is enough for a phone number only.")
    reference = text(
        64,
        example="530102-2025-0017",
        required=False,
        allow_none=True,
        description="The number of the paper; kept sealed.",
    )
    name = person_name(required=False)
    phone = phone(required=False)
    id_number = id_number(required=False)


class ErasePerson(PersonId):
    reason = choice(ErasureReason, required=False)


class HoldView(View):
    hold_id = ref(description="The loan that it comes from.")
    basis = choice(Basis)
    until = day(allow_none=True, description="Null while the loan is open.")


class ErasureView(View):
    person_id = ref()
    fate = choice(Fate)
    at = moment()
    holds = many(part(HoldView), description="What a law still keeps the person for.")


class NoticeView(View):
    version = text(32, example="2025-01")
    since = day(example="2025-01-01")
    purposes = many(choice(Purpose), len(Purpose))
    text = table(fields.String(), example={language.value: "..." for language in Language})


class NoticesView(Listing):
    rows = many(part(NoticeView))
