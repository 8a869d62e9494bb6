"""Whether an event of a partner may come in: attributes, type, data, size."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from chassis.codec import utc
from chassis.domain import NOWHERE, lies_in
from partners import canonical
from partners.intake import contracts
from partners.intake.candidate import Candidate
from partners.intake.contracts import Contract, Errors
from partners.intake.fault import FOREIGN_REGION, FOREIGN_SOURCE, FOREIGN_TYPE, INVALID, Fault
from partners.intake.sequences import NUMBER_MOST
from partners.registry.partner import Partner

DATA_MOST = 131_072
AHEAD_MOST = timedelta(minutes=5)
BEHIND_MOST = timedelta(days=1100)
"""Three years: a loan runs so long, and so long a body has to keep what it shares (regulation on
network data security, article 12)."""

BUREAU = "labour_bureau"
EXTENSIONS_MOST = 16
_ID = re.compile(r"[\x21-\x7e]{1,128}")
_DIGITS = re.compile(r"\d{1,15}")
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
    "sequence",
}
# The platform links events itself.
_OURS = {"partnersequence", "correlationid", "causationid"}


def source_of(partner_id: str) -> str:
    return f"/partners/{partner_id}"


def check(event: Any, partner: Partner, now: datetime) -> Candidate | Fault:
    """The event of a partner ready to be stored, or why it cannot come in.

    A missing subject is taken from the data, a missing time is `now`.
    """
    if not isinstance(event, dict):
        return Fault(INVALID, {"": ["Not a valid mapping type."]})
    source = source_of(partner.partner_id)
    contract = contracts.read().get(event["type"]) if _text(event, "type") else None
    errors = _attributes(event, source, now)
    if _text(event, "source") and event["source"] != source:
        return Fault(FOREIGN_SOURCE, errors, {"expected": source})
    if contract is None:
        return Fault(INVALID, {"type": ["Not a type that partners send."], **errors})
    if contract.type not in partner.types:
        errors["type"] = ["Not a type that you send."]
        return Fault(FOREIGN_TYPE, errors, {"types": list(partner.types)})
    found = _data(event, contract)
    if errors or found:
        return Fault(INVALID, errors | found)
    data = event["data"]
    if not _is_within(data, partner):
        errors["data.region"] = ["Outside of your region."]
        return Fault(FOREIGN_REGION, errors, {"region": data["region"]})
    key = f"{source}#{event['id']}"
    digest = canonical.sha256(canonical.text(contract.type, data))
    return Candidate(key, digest, _envelope(event, contract, now), _number(event))


def _data(event: dict[str, Any], contract: Contract) -> Errors:
    data = event.get("data")
    if found := contract.errors(data):
        return found
    assert isinstance(data, dict)  # noqa: S101 - every contract says so
    errors: Errors = {}
    if event.get("subject") not in (None, data[contract.subject]):
        errors["subject"] = [f"Must be the same as data.{contract.subject}."]
    if event.get("dataschema") not in (None, contract.uri):
        errors["dataschema"] = [f"Must be {contract.uri}"]
    if len(canonical.text(contract.type, data)) > DATA_MOST:
        errors["data"] = [f"Longer than maximum length {DATA_MOST}."]
    return errors


def _is_within(data: dict[str, Any], partner: Partner) -> bool:
    """A labour bureau has its say in its own region only."""
    region = data.get("region")
    if partner.role != BUREAU or region is None:
        return True
    return lies_in(region, partner.region or NOWHERE)


def _envelope(event: dict[str, Any], contract: Contract, now: datetime) -> dict[str, Any]:
    """The event as it goes on. The partner's own number is not ours, so it gets another name."""
    number = event.get("sequence")
    numbered = {} if number is None else {"partnersequence": str(number)}
    return {
        **{name: value for name, value in event.items() if name != "sequence"},
        **numbered,
        "subject": event["data"][contract.subject],
        "time": event.get("time") or utc(now),
        "datacontenttype": "application/json",
        "dataschema": contract.uri,
    }


def _attributes(event: dict[str, Any], source: str, now: datetime) -> Errors:
    errors: Errors = {}
    if event.get("specversion") != "1.0":
        errors["specversion"] = ["Must be one of: 1.0."]
    if not _text(event, "id") or not _ID.fullmatch(event["id"]):
        errors["id"] = ["1 to 128 visible ASCII characters."]
    if event.get("source") != source:
        errors["source"] = [f"Must be {source}"]
    if event.get("time") is not None and (wrong := _wrong_time(event["time"], now)):
        errors["time"] = [wrong]
    if event.get("sequence") is not None and _number(event) is None:
        errors["sequence"] = ["A whole number from 1 on."]
    if event.get("datacontenttype", "application/json") != "application/json":
        errors["datacontenttype"] = ["Must be one of: application/json."]
    return errors | _extensions(event)


def _number(event: dict[str, Any]) -> int | None:
    """The number that the partner gave the event, None when it gave none that is one."""
    number = event.get("sequence")
    if isinstance(number, str) and _DIGITS.fullmatch(number):
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 1 <= number <= NUMBER_MOST else None


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


def _wrong_time(value: Any, now: datetime) -> str | None:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return "Not a valid aware datetime."
    try:
        moment = datetime.fromisoformat(value)
        if moment > now + AHEAD_MOST:
            return "More than 5 minutes in the future."
        if moment < now - BEHIND_MOST:
            return f"More than {BEHIND_MOST.days} days ago."
    except (ValueError, OverflowError):
        return "Not a valid aware datetime."
    return None
