"""News as it arrives, notify on a store in memory, and the mail server's side."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chassis.domain import Event
from chassis.testing import MemoryStore, memory
from notify import usecases
from notify.catalogue import shipped
from notify.schemas import NEWS
from notify.settings import NotifySettings
from notify.store import NotifyWork

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def news(kind: str, **data: Any) -> Event:
    """An event as the handler hands it over: `kind` is "people.person.registered"."""
    type = f"yunling.{kind}.v1"
    read = NEWS[type](unknown="exclude").load(data)
    id = f"event-{next(_numbers)}"
    return Event(id=id, type=type, source="/yunling/x", subject=id, time=NOON, data=read)


def registered(
    person_id: str = "person-1",
    *,
    email: bool = False,
    agreed: bool = True,
    language: str = "zh-CN",
    region: str = "530102",
) -> Event:
    channels = ["in_app", "email"] if email else ["in_app"]
    named = {"person_id": person_id, "channels": channels, "language": language}
    named["region"] = region
    return news("people.person.registered", **named, consents=["messages"] if agreed else [])


class Notify:
    """The service on a store in memory."""

    def __init__(self) -> None:
        self.store: MemoryStore = memory(NotifyWork, now=NOON)

    def hear(self, *events: Event) -> None:
        def tell(work: Any, handed: Sequence[Event]) -> None:
            usecases.tell(work, handed, shipped())

        self.store.deliver(tell, *events)

    def messages(self, **wanted: Any) -> list[Any]:
        return self.store.read(lambda work: work.messages.all(wanted, sort="message_id"))

    def told(self, **wanted: Any) -> list[str]:
        return [message.template for message in self.messages(**wanted)]


class Post:
    """The mail server's side: what it took, and what it answers to whom."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.answers: dict[str, str] = {}
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.get("DATA", "250 taken")
        if answer.startswith("250"):
            self.letters.append(envelope)
        return answer


def settings_for(port: int, **more: Any) -> NotifySettings:
    given = {
        "amqp_uri": "a",
        "mongo_uri": "m",
        "actor_keys": "k",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
    }
    sender = {"smtp_from": "云岭就业 <no-reply@yunling.example>", "smtp_security": "none"}
    return NotifySettings.read({**given, **sender, "smtp_timeout_s": 1, **more})
