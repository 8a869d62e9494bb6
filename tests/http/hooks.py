"""What schemathesis must know of this interface; `schemathesis.toml` names this file."""

from __future__ import annotations

import os
import uuid
from typing import Any

import schemathesis
from schemathesis.core import NotSet
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

ADMIN, PARTNER = os.environ["ADMIN_TOKEN"], os.environ["PARTNER_TOKEN"]
KEY = "Idempotency-Key"
BEYOND_SCHEMA = {
    "credit_code": "its last character is a check digit",
    "id_number": "its last character is a check digit, its first six a county",
    "name": "as on an ID card",
    "day": "a day that there is",
    "phone": "numbers of operators that there are",
    "email": "domains that can be",
    "region": "codes of the table of the province",
    **dict.fromkeys(("reason", "amount", "share"), "needed with some verdicts"),
    "kind": "papers that prove the group",
    **dict.fromkeys(("proof", "reference"), "a paper, where a name or a number is corrected"),
    "notice_version": "notices that were shown",
    "partner_id": "with one purpose of a consent and no other",
    "rate": "more than nothing",
    "ends_on": "not before it begins",
    "wage_max": "not below wage_min",
    **dict.fromkeys(("key_groups", "consents"), "each once"),
    "": "at least one of several fields",
    "first": "one of two ways to name a range",
}
"""Fields whose rule a schema cannot say, and what it is; they may be refused as invalid."""
UNREADABLE = frozenset({"malformed_json", "malformed_request", "if_match_invalid"})


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Each request is another one: a key that came twice would be refused for its other body.

    JSON Schema takes 4.0 for a whole number; this interface does not. And nobody but a partner may
    send events.
    """
    if case.path == "/v1/events" and case.headers.get("Authorization") == f"Bearer {ADMIN}":
        case.headers["Authorization"] = f"Bearer {PARTNER}"
    if case.headers and 8 <= len(case.headers.get(KEY, "")) <= 128:
        case.headers[KEY] = str(uuid.uuid4())
    case.body = _whole(case.body)


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Data alone is an event only together with ce- headers, which OpenAPI cannot say."""
    return not (case.path == "/v1/events" and case.media_type == "application/json")


@schemathesis.check
def what_fits_the_schema_is_refused_for_a_rule_only(
    context: Any, response: Any, case: Any
) -> bool | None:
    """`positive_data_acceptance`, but for refusals of 422 that a rule of the business gives, such
    as a date in the future, for those of fields whose rule a schema cannot say, for versions that
    are not the one, and for people who were erased."""
    if response.status_code in (410, 412):
        return None
    if response.status_code == 422 and _by_a_rule(response.json()):
        return None
    return positive_data_acceptance(context, response, case)


@schemathesis.check
def what_violates_the_schema_is_refused(context: Any, response: Any, case: Any) -> bool | None:
    """`negative_data_rejection`, but for a body that was left out where it may be."""
    body = case.operation.definition.raw.get("requestBody")
    if body and not body["required"] and isinstance(case.body, NotSet):
        return None
    return negative_data_rejection(context, response, case)


def _by_a_rule(problem: dict[str, Any]) -> bool:
    if problem["code"] != "invalid":
        return problem["code"] not in UNREADABLE
    fields = {error["field"].rpartition(".")[2] for error in problem["errors"]}
    return fields <= BEYOND_SCHEMA.keys()


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value
