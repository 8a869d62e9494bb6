"""Bodies that report what they did, and broken systems that send what nobody can apply."""

from __future__ import annotations

import uuid
from typing import Any

from tests.fault import forms
from tests.fault.outside import Outside
from tests.fault.stories import Poisoner, Reporter

CHECK_IN = "yunling.partners.checkin.reported.v1"


def report(outside: Outside, story: Reporter) -> None:
    events = forms.reports(story)
    outside.publish(forms.BODIES, events, story.over_amqp)
    with outside.journal.writing() as journal:
        for one in events:
            data = one["data"]
            if "quantity" in data:
                journal.measures[one["id"]] = data["target_id"], data["quantity"]
            else:
                journal.activities.add(data["activity_id"])


def poison(outside: Outside, story: Poisoner) -> None:
    if story.kind == "malformed":
        body = b"\xff\x00 no event at all, number %d" % story.number
        outside.publish_garbage(forms.VENUES, CHECK_IN, body)
    else:
        partner, event = _inapplicable(story)
        outside.publish(partner, [event], over_amqp=True, poison=True)


def _inapplicable(story: Poisoner) -> tuple[str, dict[str, Any]]:
    """The partner and its event about somebody or something that is not there."""
    nobody = str(uuid.UUID(int=story.number))
    if story.kind == "unknown_fair":
        return forms.VENUES, forms.check_in(nobody, nobody)
    if story.kind == "unknown_loan":
        data = {"payment_id": f"R-{nobody}", "principal": "1.00", "interest": "1.00"}
        data |= {"loan_id": nobody, "value_date": forms.DAY}
        return forms.BANK, forms.event(forms.BANK, "repayment.reported", nobody, data)
    data = {"nonsense_id": nobody}
    return forms.BODIES, forms.event(forms.BODIES, "measure.reported", nobody, data)
