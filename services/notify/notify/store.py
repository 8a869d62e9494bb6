"""What notify keeps: messages, the e-mails still to be sent, and what it learned."""

from __future__ import annotations

from chassis.domain import Work, aggregates, records
from notify.domain.delivery import Delivery
from notify.domain.message import Message
from notify.domain.reader import CancelledFair, Guest, Reader
from notify.errors import MessageNotFound, PersonNotFound


class NotifyWork(Work):
    messages = aggregates(
        Message,
        "messages",
        key="message_id",
        missing=MessageNotFound,
        unique=[("event_id", "person_id", "channel")],
        indexes=[("person_id", "channel", "_id"), ("state",)],
        reach={"person_id": "person_id"},
    )
    deliveries = records(Delivery, "deliveries", key="message_id", indexes=[("due_at",)])
    readers = records(
        Reader, "readers", key="person_id", missing=PersonNotFound, reach={"region": "region"}
    )
    guests = records(Guest, "guests", key="registration_id", indexes=[("fair_id",), ("person_id",)])
    cancelled_fairs = records(CancelledFair, "cancelled_fairs", key="fair_id")
