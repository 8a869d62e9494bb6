"""What the calls about what partners sent take and give. Events themselves have contracts of their
own, see contracts/events/partners."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from chassis.fields import Paging, View, choice, key_cursor, many, moment, part, text, whole
from partners.intake.fault import CODES
from partners.intake.rejected import AMQP, ERRORS_MOST, HTTP
from partners.intake.sequences import GAPS_MOST

TYPE = "yunling.partners.repayment.reported.v1"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PARTNER = "bank-icbc-km"


class AcceptedView(View):
    """Stored by a majority; a repeated event counts as accepted again."""

    accepted = whole(example=500)


class ListNumbers(Paging):
    cursor = key_cursor(example=f"{PARTNER}|{TYPE}")
    partner_id = text(48, example=PARTNER, required=False)


class ListRejected(Paging):
    partner_id = text(48, example=PARTNER, required=False)
    open = choice(("true", "false"), required=False, description="Only what is not accepted yet.")

    @post_load
    def _read(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        still_open = given.pop("open", None) == "true"
        return {**given, "still_open": still_open}


class ErrorView(View):
    field = text(minimum=0, example="data.value_date", description="Empty: the event as a whole.")
    reason = text(500, example="Not a valid date.")


class RejectedView(View):
    """An event that could not come in. `fixed_at` is when it was accepted after all: send it
    again with the same id once it is right; one of event_id_reused needs an id of its own."""

    rejected_id = text(36, example="0190f2a4-7c1b-7d3e-8f00-000000000001")
    partner_id = text(48, example=PARTNER, allow_none=True)
    way = choice((HTTP, AMQP), example=AMQP)
    event_id = text(200, minimum=0, example="r-2025-000117", allow_none=True)
    type = text(200, minimum=0, example=TYPE, allow_none=True)
    source = text(200, minimum=0, example="/partners/bank-icbc-km", allow_none=True)
    subject = text(200, minimum=0, example="loan-1", allow_none=True)
    code = choice(CODES, example="invalid")
    errors = many(part(ErrorView), ERRORS_MOST)
    sha256 = text(64, example=SHA256, description="Of the bytes that came.")
    size = whole(example=612)
    times = whole(1, example=1, description="How often the same bytes came.")
    first_at = moment()
    last_at = moment()
    fixed_at = moment(allow_none=True)


class GapView(View):
    first = whole(1, example=118)
    last = whole(1, example=120)


class NumbersView(View):
    """The numbers of one type that came from a partner, and those that did not."""

    partner_id = text(48, example=PARTNER)
    type = text(200, example=TYPE)
    highest = whole(example=2041)
    gaps = many(part(GapView), GAPS_MOST)
    repeated = whole(example=0, description="Events under a number that another one had.")
    forgotten = whole(example=0, description="Missing numbers that were too many to list.")
