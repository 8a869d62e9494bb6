"""What callers write into their requests, and the events of partner systems."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from programme.people import Person
from tests.fault.stories import Borrower, Reporter

PROVIDER, BANK, VENUES, BODIES = "provider", "bank", "venues", "bodies"
GUARANTOR = "guarantor"
BODIES_OF_LOANS = {"guarantor_id": GUARANTOR, "bank_id": BANK}
FIRST_DAY, DAY, LAST_DAY = "2025-03-10", "2025-03-11", "2025-03-12"
TERM_MONTHS, RATE, SHARE = 36, "0.0345", "0.80"
INTEREST = Decimal("10.00")
PARTICIPANTS = 5


def event(partner: str, kind: str, subject: str, data: dict[str, Any]) -> dict[str, Any]:
    """A CloudEvent of a partner; `kind` is "checkin.reported" and the like."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/partners/{partner}",
        "type": f"yunling.partners.{kind}.v1",
        "subject": subject,
        "time": "2025-06-02T04:00:00Z",
        "datacontenttype": "application/json",
        "data": data,
    }


def person(one: Person, email: str | None = None) -> dict[str, Any]:
    purposes = ("data_use", "messages") if email else ("data_use",)
    form = {
        "name": one.name,
        "id_number": one.resident.number,
        "phone": one.phone,
        "region": one.resident.region,
        "consents": [{"purpose": name, "notice_version": "2025-01"} for name in purposes],
    }
    return {**form, "email": email} if email else form


def fair(number: int, region: str, capacity: int) -> dict[str, Any]:
    return {
        "title": f"工会帮就业招聘会第{number + 1}场",
        "mode": "online",
        "region": region,
        "starts_on": FIRST_DAY,
        "ends_on": LAST_DAY,
        "capacity": capacity,
        "booths": 1,
    }


def course() -> dict[str, Any]:
    return {
        "title": "评茶员（初级）",
        "trade": "评茶员",
        "level": "junior",
        "hours": 16,
        "provider_id": PROVIDER,
    }


def skill_class(course_id: str, quota: int) -> dict[str, Any]:
    return {
        "course_id": course_id,
        "region": "530102",
        "quota": quota,
        "starts_on": "2025-04-07",
        "ends_on": "2025-04-11",
        "attendance_threshold": "0.80",
    }


def loan(story: Borrower, person_id: str) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "region": story.region,
        "product": "dai_mian_fu_bu",
        "amount": f"{story.amount}.00",
        "term_months": TERM_MONTHS,
        "purpose": "扩大茶叶加工",
        "business_name": f"创业第{story.number + 1}号经营部",
        "group_code": 7,
        "group_evidence": {"kind": "migrant_work_statement", "reference": f"WG-{story.number}"},
        "consents": {"credit_query": True, "data_use": True},
        "applied_on": "2025-05-06",
    }


def steps(story: Borrower) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, role and body of each step from the review to the contract."""
    guarantee = {"share": SHARE, "exemption_code": "dai_mian_fu_bu"}
    credit = {"amount": f"{story.amount}.00", "rate": RATE, "term_months": TERM_MONTHS}
    return [
        ("union-review", "officer", {"verdict": "recommend", **BODIES_OF_LOANS}),
        ("eligibility", "labour_bureau", {"verdict": "approve"}),
        ("guarantee", "guarantor", {"verdict": "approve", **guarantee}),
        ("credit", "bank", {"verdict": "approve", **credit}),
        ("contract", "bank", {"signed_on": "2025-06-20"}),
    ]


def payment(story: Borrower, place: int) -> dict[str, str]:
    return {
        "payment_id": f"R-{story.number}-{place}",
        "principal": f"{story.payments[place]}.00",
        "interest": str(INTEREST),
        "value_date": "2025-09-20",
    }


def bank_report(story: Borrower, loan_id: str, place: int) -> dict[str, Any]:
    """The bank's report of the disbursement (place 0) or of a payment (1, 2, ...)."""
    if place:
        data = {"loan_id": loan_id, **payment(story, place - 1)}
        return event(BANK, "repayment.reported", loan_id, data)
    data = {
        "loan_id": loan_id,
        "amount": f"{story.amount}.00",
        "bank_serial": f"D-{story.number}",
        "value_date": "2025-06-23",
    }
    return event(BANK, "disbursement.reported", loan_id, data)


def check_in(fair_id: str, person_id: str) -> dict[str, Any]:
    data = {"fair_id": fair_id, "person_id": person_id, "on": DAY}
    return event(VENUES, "checkin.reported", fair_id, data)


def reports(story: Reporter) -> list[dict[str, Any]]:
    measures = [
        event(
            BODIES,
            "measure.reported",
            target,
            {
                "target_id": target,
                "region": region,
                "month": "2025-05",
                "quantity": quantity,
                "key_groups": {},
            },
        )
        for target, region, quantity in story.measures
    ]
    return measures + [_activity(story, n) for n in range(story.activities)]


def _activity(story: Reporter, n: int) -> dict[str, Any]:
    activity_id = f"A-{story.number}-{n}"
    refs = [f"w-{story.number}-{n}-{place}" for place in range(PARTICIPANTS)]
    data = {
        "activity_id": activity_id,
        "kind": "innovation",
        "region": "530102",
        "held_on": "2025-05-20",
        "participants": [{"ref": ref, "key_groups": ["migrant"]} for ref in refs],
    }
    return event(BODIES, "activity.reported", activity_id, data)
