"""What the calls about what partners are sent take and give."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from chassis.fields import (
    Command,
    Paging,
    View,
    choice,
    day,
    many,
    moment,
    part,
    ref,
    region,
    text,
    whole,
)
from partners.outbound import visibility
from partners.outbound.records import ReplayState

TYPES = sorted(visibility.read())
SIGNED = "yunling.loans.loan.contract_signed.v1"
REPORTED = "yunling.partners.repayment.reported.v1"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NUMBER = 999_999_999_999


class AsWritten(fields.Nested):
    """An object that is JSON already, and is shown as it is."""

    def _serialize(self, nested_obj: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:  # type: ignore[override]  # marshmallow's Field and Nested name the first one differently
        return nested_obj


class OfPartner(Command):
    partner_id = ref(example="bank")


class OfPartnerPage(OfPartner, Paging):
    """A page of something of one partner."""


class CreateSubscription(OfPartner):
    types = many(
        choice(TYPES, example="yunling.training.class.opened.v1"),
        minimum=1,
        description="Event types that the catalogue shows for the partner's role.",
    )
    region = region(
        required=False, example="530100", description="Where; all of the partner's own region."
    )


class OneSubscription(OfPartner):
    subscription_id = ref()


class SubscriptionView(View):
    subscription_id = ref()
    partner_id = ref(example="bank")
    types = many(text(example=SIGNED))
    region = region(example="530100")
    made_by = text(example="local-admin")
    made_at = moment()


class MailboxView(View):
    partner_id = ref(example="bank")
    queue = text(example="yunling.partner.bank", description="Read it over AMQP.")
    last = whole(example=1204, description="Number of the newest event for the partner.")
    done = whole(example=1204, description="All up to it went to the queue or were withheld.")
    waiting = whole(example=0, description="Events that the queue had no room for yet.")
    waiting_since = moment(allow_none=True)


class StartReplay(OfPartner):
    first = whole(
        1, NUMBER, example=1001, required=False, description="deliverysequence; this or `since`."
    )
    last = whole(1, NUMBER, example=1100, required=False)
    since = moment(required=False, description="When it first went to the queue.")
    until = moment(required=False)
    types = many(choice(TYPES, example=SIGNED), required=False, description="All when left out.")


class OneReplay(OfPartner):
    replay_id = ref()


class ReplayView(View):
    replay_id = ref()
    partner_id = ref(example="bank")
    first = whole(example=1001)
    last = whole(example=1100)
    types = many(text(example=SIGNED))
    done = whole(example=1100, description="The last number looked at.")
    sent = whole(example=99)
    withheld = whole(example=1, description="No longer kept, or consent withdrawn.")
    state = choice(ReplayState, example="done")
    asked_by = text(example="partner:bank")
    asked_at = moment()
    ended_at = moment(allow_none=True)


class OneStatement(OfPartner):
    # Of any century: a day without a statement is not found.
    day = fields.Date(required=True, metadata={"example": "2025-03-08"})


class StatementRow(View):
    statement_id = ref(example="bank.2025-03-08")
    partner_id = ref(example="bank")
    day = day()
    made_at = moment(example="2025-03-08T16:06:00Z")


class Total(View):
    type = text(example=REPORTED)
    count = whole(example=118)
    sha256 = text(
        example=SHA256,
        description="SHA-256 over the lines `<id> <digest>`, sorted by their bytes.",
    )


class Refused(View):
    code = text(example="invalid")
    count = whole(example=2)


class Gap(View):
    type = text(example=REPORTED)
    first = whole(1, NUMBER, example=77)
    last = whole(1, NUMBER, example=78)


class Received(View):
    types = many(part(Total), 1000)
    rejected = many(part(Refused), 1000, description="First refused on that day, by code.")
    gaps = many(
        part(Gap),
        1_000_000,
        description="Numbers of the partner's own that have not come, when the statement is made.",
    )


class Sent(View):
    types = many(part(Total), 1000)
    numbers = many(
        many(whole(1, NUMBER, example=1086), 2, minimum=2),
        1_000_000,
        description="Which numbers went out, as [first, last]: what lies between was withheld, "
        "or went out on another day.",
    )
    withheld = many(many(whole(1, NUMBER, example=1090), 2, minimum=2), 1_000_000)


class StatementContent(View):
    partner_id = ref(example="bank")
    day = day()
    from_ = moment(data_key="from", example="2025-03-07T16:00:00Z")
    until = moment(example="2025-03-08T16:00:00Z")
    received = part(Received)
    sent = part(Sent)
    previous = text(allow_none=True, example=SHA256)
    made_at = moment(example="2025-03-08T16:06:00Z")


class StatementView(View):
    statement = AsWritten(StatementContent, required=True)
    jws = text(
        10_000_000,
        example="eyJhbGciOiJFZERTQSJ9.e30.c2ln",
        description="The statement, signed: JWS in compact form with an Ed25519 key.",
    )


class SigningKeyView(View):
    kty = choice(("OKP",))
    crv = choice(("Ed25519",))
    x = text(example="11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    kid = text(example="kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    use = choice(("sig",))
    alg = choice(("EdDSA",))


class SigningKeysView(View):
    keys = many(part(SigningKeyView))
