"""The service: answers calls and handles the partners' events."""

from datetime import UTC, datetime
from typing import Any

import uvloop
from database import db, in_transaction
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue
from models import (
    Fair,
    GetFair,
    ListRegistrations,
    MeasureReported,
    Page,
    Refused,
    Register,
    Registration,
)
from outbox import Outbox, events, new_id
from pymongo import ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError
from settings import settings

CALLS_AT_ONCE, EVENTS_AT_ONCE = 64, 64

# Calls and events on connections of their own: replies are transient, events are confirmed.
broker = RabbitBroker(settings.amqp_uri, logger=None)
calls = RabbitBroker(
    settings.amqp_uri,
    default_channel=Channel(prefetch_count=CALLS_AT_ONCE, publisher_confirms=False),
    logger=None,
)
outbox = Outbox("service_outbox", broker)


app = FastStream(broker, logger=None)


@app.after_startup
async def begin() -> None:
    await outbox.prepare()
    await db.registrations.create_index([("fair_id", 1), ("person_id", 1)], unique=True)
    await db.registrations.create_index([("fair_id", 1), ("_id", 1)])
    await calls.start()
    outbox.start()


@app.on_shutdown
async def end() -> None:
    await calls.stop()
    await outbox.stop()


def quorum(name: str, routing_key: str) -> RabbitQueue:
    return RabbitQueue(
        f"bench.faststream.{name}",
        queue_type=QueueType.QUORUM,
        durable=True,
        routing_key=routing_key,
    )


def transient(name: str) -> RabbitQueue:
    return RabbitQueue(f"bench.faststream.{name}", durable=False, auto_delete=True)


@broker.subscriber(
    quorum("measures", "yunling.partners.measure.reported.v1"),
    events,
    channel=Channel(prefetch_count=EVENTS_AT_ONCE),
    ack_policy=AckPolicy.NACK_ON_ERROR,
)
async def on_measure_reported(event: MeasureReported) -> None:
    """Keep the report, once."""
    key = f"{event.source}#{event.id}"

    async def keep(session: AsyncClientSession) -> None:
        await db.inbox.insert_one({"_id": key, "at": datetime.now(UTC)}, session=session)
        await db.reports.insert_one({"_id": key, **event.data.model_dump()}, session=session)

    try:
        await in_transaction(keep)
    except DuplicateKeyError:
        return


@broker.subscriber(
    quorum("registered", "registration.*"),
    events,
    channel=Channel(prefetch_count=EVENTS_AT_ONCE),
    ack_policy=AckPolicy.NACK_ON_ERROR,
)
async def on_registered(registration: Registration) -> None:
    """Count a registration for its fair, once."""
    key = f"registration#{registration.registration_id}"

    async def keep(session: AsyncClientSession) -> None:
        await db.registered_inbox.insert_one({"_id": key}, session=session)
        await db.registered.insert_one(
            {"_id": key, "fair_id": registration.fair_id}, session=session
        )

    try:
        await in_transaction(keep)
    except DuplicateKeyError:
        return


@calls.subscriber(transient("register"), ack_policy=AckPolicy.ACK_FIRST)
async def register(command: Register) -> Registration | Refused:
    """A seat, or a place in the waiting list; the stored answer when asked again."""

    async def decide(session: AsyncClientSession) -> Registration | Refused:
        key = f"register:{command.idempotency_key}"
        known = await db.idempotency.find_one({"_id": key}, session=session)
        if known:
            return Registration.model_validate_json(known["answer"])
        if not await db.people.find_one({"_id": command.person_id}, session=session):
            return Refused(refused="person_not_known", status=404)
        fair = await db.fairs.find_one({"_id": command.fair_id}, session=session)
        if not fair or fair["state"] != "published":
            return Refused(refused="fair_not_found", status=404)
        registration = await take_seat(fair, command, session)
        row = registration.model_dump()
        await db.registrations.insert_one(
            {"_id": row.pop("registration_id"), **row}, session=session
        )
        body = registration.model_dump_json().encode()
        await outbox.put(session, [(f"registration.{registration.state}", body)])
        await db.idempotency.insert_one(
            {"_id": key, "answer": body, "at": datetime.now(UTC)}, session=session
        )
        return registration

    try:
        answer = await in_transaction(decide)
    except DuplicateKeyError:
        return Refused(refused="already_registered", status=409)
    outbox.wake()
    return answer


async def take_seat(
    fair: dict[str, Any], command: Register, session: AsyncClientSession
) -> Registration:
    seats = await db.seats.find_one_and_update(
        {"_id": fair["_id"]},
        [
            {
                "$set": {
                    "taken": {"$min": [{"$add": ["$taken", 1]}, fair["capacity"]]},
                    "waiting": {
                        "$add": [
                            "$waiting",
                            {"$cond": [{"$gte": ["$taken", fair["capacity"]]}, 1, 0]},
                        ]
                    },
                }
            }
        ],
        session=session,
        return_document=ReturnDocument.AFTER,
    )
    return Registration(
        registration_id=new_id(),
        fair_id=command.fair_id,
        person_id=command.person_id,
        state="waiting" if seats["waiting"] else "confirmed",
        position=seats["waiting"] or None,
        registered_at=datetime.now(UTC),
    )


@calls.subscriber(transient("get_fair"), ack_policy=AckPolicy.ACK_FIRST)
async def get_fair(query: GetFair) -> Fair | Refused:
    fair = await db.fairs.find_one({"_id": query.fair_id})
    if not fair:
        return Refused(refused="fair_not_found", status=404)
    return Fair(fair_id=fair.pop("_id"), **fair)


@calls.subscriber(transient("list_registrations"), ack_policy=AckPolicy.ACK_FIRST)
async def list_registrations(query: ListRegistrations) -> Page | Refused:
    if not await db.fairs.find_one({"_id": query.fair_id}):
        return Refused(refused="fair_not_found", status=404)
    chosen: dict[str, Any] = {"fair_id": query.fair_id}
    if query.cursor:
        chosen["_id"] = {"$lt": query.cursor}
    found = await db.registrations.find(chosen).sort("_id", -1).limit(query.limit + 1).to_list()
    rows = [Registration(registration_id=row.pop("_id"), **row) for row in found[: query.limit]]
    more = len(found) > query.limit
    return Page(rows=rows, next_cursor=rows[-1].registration_id if more else None)


if __name__ == "__main__":
    uvloop.run(app.run())
