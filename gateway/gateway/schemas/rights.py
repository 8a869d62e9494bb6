"""What the law gives people a right to: to see, correct and erase, and to know who looked."""

from __future__ import annotations

from marshmallow import fields

from chassis.fields import (
    Command,
    View,
    choice,
    day,
    many,
    moment,
    part,
    ref,
    region,
    table,
    text,
)
from gateway.schemas.people import GROUPS, LANGUAGES, PURPOSES

FIELDS = ("name", "id_number", "phone", "email", "evidence")
ASKED = ("identity_check", "eligibility_check", "contact_person", "legal_duty", "own")
NOTED = (*ASKED, "message", "export")
PROOFS = ("id_card", "household_register", "police_certificate", "own_statement")
REASONS = ("requested", "purpose_reached", "consent_withdrawn", "retention_over")
BASES = ("loan_open", "loan_settled")


class Reveal(Command):
    fields_ = many(
        choice(FIELDS),
        len(FIELDS),
        minimum=1,
        data_key="fields",
        attribute="fields",
    )
    purpose = choice(ASKED, description="What it is needed for; the person sees it.")
    reason = text(
        200,
        example="loan form 2025-0017",
        required=False,
        allow_none=True,
        description="The file that it is needed for; the person sees it.",
    )


class PaperView(View):
    group = choice(GROUPS)
    kind = text(40, example="village_certificate")
    reference = text(64, example="昆盘龙务工2025-0017")


class RevealedView(View):
    person_id = ref()
    name = text(example="李明", allow_none=True)
    id_number = text(example="530102199003071238", allow_none=True)
    phone = text(example="13812348000", allow_none=True)
    email = text(example="liming@example.com", allow_none=True)
    evidence = many(part(PaperView), allow_none=True)


class ReadingView(View):
    reading_id = ref()
    fields_ = many(choice(FIELDS), len(FIELDS), data_key="fields", attribute="fields")
    purpose = choice(NOTED)
    read_at = moment()
    reader = text(example="officer-1", description="Who looked, or the service that did.")
    role = text(example="officer")
    region = region(allow_none=True)
    reason = text(200, example="loan form 2025-0017", allow_none=True)
    message_id = ref(allow_none=True)


class Correct(Command):
    proof = choice(PROOFS, description="An own statement is enough for a phone number only.")
    reference = text(
        64,
        example="530102-2025-0017",
        required=False,
        allow_none=True,
        description="The number of the paper; kept sealed.",
    )
    name = text(50, minimum=2, example="李明", required=False)
    phone = text(40, example="13812348000", required=False)
    id_number = text(40, example="530102199003071238", required=False)


class Erase(Command):
    reason = choice(REASONS, required=False)


class HoldView(View):
    hold_id = ref(description="The loan that it comes from.")
    basis = choice(BASES)
    until = day(allow_none=True, description="Null while the loan is open.")


class ErasureView(View):
    person_id = ref()
    fate = choice(("erased", "restricted"))
    at = moment()
    holds = many(part(HoldView), description="What a law still keeps the person for.")


class NoticeView(View):
    version = text(32, example="2025-01")
    since = day(example="2025-01-01")
    purposes = many(choice(PURPOSES), len(PURPOSES))
    text = table(fields.String(), example=dict.fromkeys(LANGUAGES, "..."))


class NoticesView(View):
    rows = many(part(NoticeView))


class ExportView(View):
    person_id = ref()
    services = table(
        fields.Raw(),
        example={"jobs": {"registrations": {"total": 0, "rows": []}}},
        description="By service and holding: {total, rows}, the newest 500 of each.",
    )
    unanswered = many(
        text(example="loans"), description="Services that did not answer: ask again for those."
    )
