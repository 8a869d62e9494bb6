"""Calls and handlers of notify: events from everywhere, the inbox for the gateway, e-mail out."""

from __future__ import annotations

from typing import Any

from chassis.consumer import on
from chassis.domain import Event
from chassis.fields import page_of
from chassis.rpc import command, query
from chassis.rpc.client import Remote
from chassis.service import Service, every
from notify import schemas, usecases
from notify.catalogue import shipped
from notify.retention import DATA_INVENTORY
from notify.sender import Sender
from notify.settings import NotifySettings
from notify.store import NotifyWork

GATHER_S = 0.2  # nobody waits for a message so shortly, and bigger batches cost less


class NotifyService(Service):
    name = "notify"
    work = NotifyWork
    inventory = DATA_INVENTORY
    settings_type = NotifySettings
    settings: NotifySettings
    people = Remote("people", deadline_s=3)

    # One queue: that a fair is cancelled and that somebody registered for it are events of two
    # subjects, and whoever is handled in between by another replica would not be told.
    @on(schemas.NEWS, order="subject", gather_s=GATHER_S)
    def on_news(self, work: NotifyWork, events: list[Event]) -> None:
        usecases.tell(work, events, shipped())

    list_messages = query(
        usecases.list_messages, schemas.ListMessages, page_of(schemas.MessageView)
    )
    read_message = command(usecases.read_message, schemas.MessageId, schemas.MessageView)

    def flow_more(self) -> dict[str, Any]:
        """Messages by state."""
        return {"messages": self.store.read(usecases.count_messages)}

    @every(seconds=2)
    def send_due(self) -> None:
        Sender(self.store.commit, self.people, self.settings).run()
