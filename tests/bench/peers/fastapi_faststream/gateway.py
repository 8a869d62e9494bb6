"""The public door: FastAPI in front of the service, and the intake of partner events."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from calls import Calls
from database import db, in_transaction
from fastapi import FastAPI, Header, HTTPException, Query, Request, Response
from faststream.rabbit import RabbitBroker
from models import (
    Accepted,
    Fair,
    GetFair,
    ListRegistrations,
    MeasureReported,
    Page,
    Register,
    RegisterForFair,
    Registration,
)
from outbox import Outbox
from pydantic import BaseModel
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError
from settings import settings

broker = RabbitBroker(settings.amqp_uri, logger=None)
outbox = Outbox("gateway_outbox", broker)
calls = Calls()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    await outbox.prepare()
    await broker.start()
    await calls.start()
    outbox.start()
    yield
    await outbox.stop()
    await calls.stop()
    await broker.stop()


app = FastAPI(lifespan=lifespan)


@app.get("/readyz")
async def ready() -> dict[str, bool]:
    return {"ready": True}


@app.post("/v1/events", status_code=202)
async def accept_events(events: list[MeasureReported]) -> Accepted:
    """Store a partner's events, those that are new, in one transaction."""
    bodies = {f"{event.source}#{event.id}": event for event in events}

    async def store(session: AsyncClientSession) -> None:
        found = db.accepted.find({"_id": {"$in": list(bodies)}}, session=session)
        known = {row["_id"] async for row in found}
        fresh = {key: event for key, event in bodies.items() if key not in known}
        if fresh:
            await db.accepted.insert_many([{"_id": key} for key in fresh], session=session)
            await outbox.put(
                session, [(one.type, one.model_dump_json().encode()) for one in fresh.values()]
            )

    try:
        await in_transaction(store)
    except DuplicateKeyError:
        raise HTTPException(409, "the same events are being accepted") from None
    outbox.wake()
    return Accepted(accepted=len(events))


@app.post("/v1/fairs/{fair_id}/registrations", status_code=201)
async def register_for_fair(
    fair_id: str,
    command: RegisterForFair,
    idempotency_key: Annotated[str, Header(min_length=8, max_length=128)],
) -> Registration:
    asked = Register(fair_id=fair_id, person_id=command.person_id, idempotency_key=idempotency_key)
    return Registration.model_validate(await answer("register", asked))


@app.get("/v1/fairs/{fair_id}")
async def get_fair(fair_id: str, request: Request) -> Response:
    return tagged(await answer("get_fair", GetFair(fair_id=fair_id)), request)


@app.get("/v1/fairs/{fair_id}/registrations")
async def list_registrations(
    fair_id: str,
    request: Request,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    asked = ListRegistrations(fair_id=fair_id, cursor=cursor, limit=limit)
    return tagged(await answer("list_registrations", asked), request, Page)


async def answer(method: str, asked: Any) -> dict[str, Any]:
    """What the service answers; its refusals as HTTP problems."""
    try:
        result = await calls.ask(method, asked)
    except TimeoutError:
        raise HTTPException(503, "the service does not answer") from None
    if "refused" in result:
        raise HTTPException(result["status"], result["refused"])
    return result


def tagged(result: dict[str, Any], request: Request, model: type[BaseModel] = Fair) -> Response:
    """JSON with an ETag, or 304 when the caller has it already."""
    body = model.model_validate(result).model_dump_json().encode()
    tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})
