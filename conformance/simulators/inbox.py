"""Taking one message: is it the platform's, is it readable, is it new, is it the newest?"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simulators.bodies import Body, Report
from simulators.faults import Fault
from simulators.memory import Memory
from simulators.reading import MOST_BYTES, Unreadable
from simulators.settings import Settings
from simulators.signature import PlatformKeys

SOURCES = "/yunling/"
KNOWN = {
    "specversion", "id", "type", "source", "subject", "time", "datacontenttype", "dataschema",
    "sequence", "deliverysequence", "correlationid", "causationid", "traceparent", "data",
}  # fmt: skip
OLD = timedelta(hours=1)
_log = logging.getLogger("simulator")


class Stuck(Exception):
    """The simulator was told to stop at what it cannot read."""


class Inbox:
    """Turns messages into the body's reports, which wait in the memory to go out."""

    def __init__(self, settings: Settings, body: Body, memory: Memory, keys: PlatformKeys) -> None:
        self._settings = settings
        self._body = body
        self._memory = memory
        self._keys = keys

    def take(self, headers: Mapping[str, Any], message: bytes) -> None:
        """Act on a message and remember it, in one transaction; what cannot be acted on is noted
        and left. Raises Stuck only when told to."""
        try:
            event = self._read(headers, message)
        except Unreadable as wrong:
            _log.warning("set aside: %s", wrong)
            if Fault.CHOKE in self._settings.faults:
                raise Stuck from wrong
            return
        with self._memory.transaction():
            if not self._is_due(event):
                return
            try:
                reports = self._body.hear(event["type"], event["data"])
            except Unreadable as wrong:
                _log.warning("set aside %s: %s", event["id"], wrong)
                return
            for report in reports:
                self._memory.send(self._event(report))
        _log.info("took %s %s, %d to report", event["type"], event["id"], len(reports))

    def _read(self, headers: Mapping[str, Any], message: bytes) -> dict[str, Any]:
        if len(message) > MOST_BYTES:
            raise Unreadable(f"{len(message)} bytes are more than any event has")
        if not self._told(Fault.TRUST_ANYBODY) and not self._keys.vouch(headers, message):
            raise Unreadable("the platform did not sign it")
        try:
            event = json.loads(message)
        except ValueError:
            raise Unreadable("no JSON") from None
        if not isinstance(event, dict) or event.get("specversion") != "1.0":
            raise Unreadable("no CloudEvent")
        if not all(
            isinstance(event.get(name), str) for name in ("id", "type", "source", "subject")
        ):
            raise Unreadable("an attribute is missing")
        if not event["source"].startswith(SOURCES):
            raise Unreadable("another's event")
        if self._told(Fault.REFUSE_UNKNOWN) and event.keys() - KNOWN:
            raise Unreadable("an unknown attribute")
        return event

    def _is_due(self, event: dict[str, Any]) -> bool:
        if self._told(Fault.IGNORE_OLD) and _age(event) > OLD:
            return False
        is_new = self._memory.is_new(event["source"], event["id"])
        if not is_new and not self._told(Fault.ACT_AGAIN):
            return False
        sequence = event.get("sequence")
        if not isinstance(sequence, str) or self._told(Fault.IGNORE_ORDER):
            return True
        is_newest = self._memory.is_newest(event["source"], event["subject"], sequence)
        return is_newest or self._told(Fault.ACT_AGAIN)

    def _event(self, report: Report) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": self._settings.source,
            "type": f"yunling.partners.{report.kind}.reported.v1",
            "subject": report.subject,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": report.data,
        }

    def _told(self, fault: Fault) -> bool:
        return fault in self._settings.faults


def _age(event: dict[str, Any]) -> timedelta:
    try:
        return datetime.now(UTC) - datetime.fromisoformat(event["time"])
    except (KeyError, TypeError, ValueError):
        return timedelta()
