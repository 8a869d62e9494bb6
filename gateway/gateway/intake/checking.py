"""Whether an event of a partner may come in: attributes, type, data, size."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from gateway import canonical
from gateway.intake import contracts
from gateway.intake.candidate import Candidate
from gateway.intake.contracts import Errors

DATA_MOST = 131_072
EXTENSIONS_MOST = 16
_ID = re.compile(r"[\x21-\x7e]{1,128}")
_NAME = re.compile(r"[a-z0-9]{1,20}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_KNOWN = {
    "specversion",
    "id",
    "type",
    "source",
    "subject",
    "time",
    "datacontenttype",
    "dataschema",
    "data",
}
# The platform numbers and links events itself; a partner's own numbers would be taken for ours.
_OURS = {"sequence", "correlationid", "causationid"}


def source_of(partner_id: str) -> str:
    return f"/partners/{partner_id}"


def partner_of(source: str) -> str:
    return source.removeprefix("/partners/")


def check(event: Any, source: str, now: datetime) -> tuple[Candidate | None, Errors]:
    """The event ready to be stored, or what is wrong with it by field.

    A missing subject is taken from the data, a missing time is `now`.
    """
    if not isinstance(event, dict):
        return None, {"": ["Not a valid mapping type."]}
    contract = contracts.read().get(event["type"]) if _text(event, "type") else None
    errors = _attributes(event, source)
    if contract is None:
        errors.setdefault("type", ["Not a type that partners send."])
        return None, errors
    data: Any = event.get("data")
    if event.get("dataschema") not in (None, contract.uri):
        errors["dataschema"] = [f"Must be {contract.uri}"]
    if found := contract.errors(data):
        return None, errors | found
    subject = data[contract.subject]
    if event.get("subject") not in (None, subject):
        errors["subject"] = [f"Must be the same as data.{contract.subject}."]
    raw = canonical.text(contract.type, data)
    if len(raw) > DATA_MOST:
        errors["data"] = [f"Longer than maximum length {DATA_MOST}."]
    if errors:
        return None, errors
    envelope = {
        **event,
        "subject": subject,
        "time": event.get("time") or now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": contract.uri,
    }
    digest = canonical.sha256(raw)
    return Candidate(f"{source}#{event['id']}", digest, envelope), {}


def _attributes(event: dict[str, Any], source: str) -> Errors:
    errors: Errors = {}
    if event.get("specversion") != "1.0":
        errors["specversion"] = ["Must be one of: 1.0."]
    if not _text(event, "id") or not _ID.fullmatch(event["id"]):
        errors["id"] = ["1 to 128 visible ASCII characters."]
    if event.get("source") != source:
        errors["source"] = [f"Must be {source}"]
    if "time" in event and not _is_time(event["time"]):
        errors["time"] = ["Not a valid aware datetime."]
    if event.get("datacontenttype", "application/json") != "application/json":
        errors["datacontenttype"] = ["Must be one of: application/json."]
    return errors | _extensions(event)


def _extensions(event: dict[str, Any]) -> Errors:
    names = event.keys() - _KNOWN
    if len(names) > EXTENSIONS_MOST:
        return {"": [f"At most {EXTENSIONS_MOST} extensions."]}
    errors: Errors = {}
    for name in names:
        if name in _OURS or not _NAME.fullmatch(name):
            errors[name[:64]] = ["Not an extension that partners set."]
        elif not isinstance(event[name], str | bool | int) or len(str(event[name])) > 256:
            errors[name] = ["Not a valid extension value."]
    return errors


def _text(event: dict[str, Any], name: str) -> bool:
    return isinstance(event.get(name), str)


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
