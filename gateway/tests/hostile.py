"""What the injection tests send, and the fields in which text is text."""

from __future__ import annotations

from typing import Any

import orjson

OPERATORS: list[Any] = [
    {"$ne": None},
    {"$gt": ""},
    {"$regex": ".*"},
    {"$where": "sleep(1000)"},
    {"$in": [""]},
    [{"$ne": None}],
]
SURPLUS = (
    *("_id", "version", "state", "role", "roles", "scopes", "admin", "actor", "subject"),
    *("partner_id", "created_at", "idempotency_key", "if_match", "sandbox", "verified_at"),
    *("$set", "$where", "__proto__", "constructor", "__class__"),
)
OPEN = {
    ("ops.propose_edit", "event"): "a whole CloudEvent, kept as bytes",
    ("gateway.deliver_samples", "events"): "whole CloudEvents, kept as text and sent to oneself",
    ("people.register_people", "people"): "rows with a schema each, refused one by one",
}
"""Places where any JSON may stand, and why; what stands there is in no query."""

HOSTILE = (
    '{"$ne": null}',
    "$where: 1 == 1",
    "' || '1'=='1",
    "../../etc/passwd",
    "..%2f..%2fadmin",
    "ab\r\nX-Injected: 1",
    "{{7*7}} ${7*7}",
    "<script>1</script>",
)
"""Text that some interpreter would run; long and short enough for every field that takes text."""

TOO_MUCH = ("ab\x00cdefghijkl", "9" * 5000)
"""A control character, and more digits than Python reads as a number."""

MARK = "place for what no field takes"
UNTAKEN: dict[bytes, tuple[int, str]] = {
    **{orjson.dumps(text): (422, "invalid") for text in TOO_MUCH},
    b"18446744073709551616": (422, "invalid"),
    b"-0.5": (422, "invalid"),
    b"1e400": (400, "malformed_json"),
    b"9" * 400: (400, "malformed_json"),
    b"NaN": (400, "malformed_json"),
    rb'"\ud800"': (400, "malformed_json"),
}
"""JSON that stands in place of a value, and what it is refused as."""

TEXTS = {
    *("activity_id", "bank_id", "bank_serial", "booth", "business_name", "cause", "contact"),
    *("counter_guarantee", "credit_code", "duties", "email", "emergency_plan_reference"),
    *("evidence", "exemption_code", "guarantor_id", "handler", "id_number", "name"),
    *("new_password", "notice_version", "password", "payment_id", "permit_reference", "phone"),
    *("plan_reference", "purpose", "reason", "reference", "requirements", "school"),
    *("security_plan_reference", "sha256", "title", "trade", "type", "venue", "workplace"),
    *("consents.notice_version", "evidence.kind", "evidence.reference", "group_evidence.kind"),
    *("group_evidence.reference", "key_groups.evidence.kind", "key_groups.evidence.reference"),
    "other_loans.kind",
}
"""Fields of bodies that take any text; in every other field it is invalid."""

CHOSEN = {
    ("people.reveal_person", "purpose"),
    ("people.give_consent", "purpose"),
    ("people.erase_person", "reason"),
}
"""Fields that take text elsewhere, and here one of some words."""

TEXT_QUERIES = {
    "gateway.list_rejected": {"partner_id"},
    "gateway.list_numbers": {"partner_id"},
    "jobs.list_posts": {"trade"},
    "training.list_courses": {"trade"},
    "training.list_contests": {"trade"},
    "ops.list_parked": {"handler", "type", "cause"},
    "ops.group_parked": {"handler", "type", "cause"},
}
"""Parameters after the question mark that take any text; in every other it is invalid."""
