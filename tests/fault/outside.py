"""How the outside speaks to the platform: commands and events, written down once acknowledged."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import jwt
import orjson

from programme.people import Person
from tests.fault import forms
from tests.fault.door import Door
from tests.fault.journal import Journal
from tests.fault.pace import Pace
from tests.fault.partner import PartnerLine, Sent
from yunling.keys import private_key

PROVINCE = "530000"
STAFF = {
    "officer": {"region": PROVINCE},
    "labour_bureau": {"partner_id": "bureau", "region": PROVINCE},
    "guarantor": {"partner_id": forms.GUARANTOR},
    "bank": {"partner_id": forms.BANK},
}
BATCH = "application/cloudevents-batch+json"
NINE_DAYS_S = 9 * 86_400


class Tokens:
    """Signed for days around now: the clocks of those who check them may be wrong."""

    def __init__(self, keys: Path) -> None:
        jwk = private_key(keys)
        self._key, self._headers = jwt.PyJWK(jwk).key, {"kid": jwk["kid"]}

    def headers(self, role: str, **whom: str) -> dict[str, str]:
        now = int(time.time())
        claims = {"sub": f"fault-{role}", "role": role, "iat": now - NINE_DAYS_S, **whom}
        about = {"iss": "yunling-local", "aud": "yunling-gateway", "exp": now + NINE_DAYS_S}
        token = jwt.encode({**claims, **about}, self._key, "EdDSA", self._headers)
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


class Outside:
    """All callers and partner systems. Thread-safe."""

    def __init__(
        self,
        door: Door,
        tokens: Tokens,
        lines: Mapping[str, PartnerLine],
        journal: Journal,
        pace: Pace,
    ) -> None:
        self.journal = journal
        self.people: list[str] = []
        self._door, self._tokens, self._lines, self._pace = door, tokens, lines, pace
        self._staff = {role: tokens.headers(role, **whom) for role, whom in STAFF.items()}
        self._partners = {name: tokens.headers("partner", partner_id=name) for name in lines}

    def command(self, path: str, body: Any = None, role: str = "officer") -> dict[str, Any]:
        """A POST under a key of its own."""
        return self._told("POST", path, {**self._staff[role], **_key()}, body)

    def change(self, path: str, body: Any, version: int) -> dict[str, Any]:
        """A PUT has no key; the version keeps a late try of an earlier one from being done."""
        return self._told("PUT", path, {**self._staff["officer"], "If-Match": f'"{version}"'}, body)

    def delete(self, path: str, settled: Collection[str]) -> None:
        self._told("DELETE", path, self._staff["officer"], settled=settled)

    def register(self, one: Person, email: str | None = None) -> str:
        """The person_id of a new worker."""
        card = self.command("/v1/people", forms.person(one, email))
        person_id = str(card["person_id"])
        with self.journal.writing() as journal:
            journal.people[person_id] = one.resident.region
            journal.versions[person_id] = card["version"]
            journal.readers |= {person_id} if email else set()
        self.people.append(person_id)
        return person_id

    def publish(
        self, partner: str, events: Sequence[dict[str, Any]], over_amqp: bool, poison: bool = False
    ) -> None:
        """Events of a partner, in one batch over HTTP or one by one over AMQP."""
        self._pace.act(len(events))
        if over_amqp:
            self._send(partner, [(one["type"], one["id"], orjson.dumps(one)) for one in events])
        else:
            headers = {**self._partners[partner], "Content-Type": BATCH, **_key()}
            self._door.ask("POST", "/v1/events", headers, orjson.dumps(events))
        keys = {(one["source"], one["id"]): one["type"] for one in events}
        with self.journal.writing() as journal:
            journal.events |= keys
            journal.poison |= keys.keys() if poison else set()

    def publish_garbage(self, partner: str, type: str, body: bytes) -> None:
        """Bytes that are no event."""
        self._pace.act()
        self._send(partner, [(type, str(uuid.uuid4()), body)])
        with self.journal.writing() as journal:
            journal.garbage.add(body)

    def look_at_programme(self) -> None:
        self._door.glance("/v1/programme?year=2025", self._staff["officer"])

    def read_a_message(self, person_id: str) -> None:
        """Somebody looks into the inbox and reads the newest, if there is one and an answer."""
        own = self._tokens.headers("worker", person_id=person_id)
        inbox = self._door.glance(f"/v1/people/{person_id}/messages?unread=true", own)
        for message in inbox.get("rows", ())[:1]:
            message_id = message["message_id"]
            self._door.ask("POST", f"/v1/messages/{message_id}/read", {**own, **_key()})
            with self.journal.writing() as journal:
                journal.commands += 1
                journal.read.add(message_id)

    def _told(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: Any = None,
        settled: Collection[str] = (),
    ) -> dict[str, Any]:
        self._pace.act()
        answer = self._door.ask(method, path, headers, body, settled)
        with self.journal.writing() as journal:
            journal.commands += 1
        return answer

    def _send(self, partner: str, messages: Sequence[Sent]) -> None:
        self._lines[partner].publish(messages)


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}
