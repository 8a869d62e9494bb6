"""The public door: nameko's http entrypoint in front of the service, and the intake of events."""

import hashlib
import json
from typing import Any

import outbox
from database import Database, in_transaction
from nameko.events import EventDispatcher
from nameko.exceptions import RemoteError
from nameko.rpc import RpcProxy
from nameko.timer import timer
from nameko.web.handlers import http
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError
from werkzeug.wrappers import Request, Response

EVENT = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}
MEASURE = {"target_id", "region", "month", "quantity"}
STATUS = {"PersonNotKnown": 404, "FairNotFound": 404, "AlreadyRegistered": 409}


class Gateway:
    name = "bench_gateway"

    db = Database()
    fairs = RpcProxy("bench_fairs")
    dispatch = EventDispatcher()

    @http("POST", "/v1/events")
    def accept_events(self, request: Request) -> tuple[int, dict[str, str], str]:
        """Store a partner's events, those that are new, in one transaction."""
        events = json.loads(request.get_data())
        if not all(event.keys() >= EVENT and event["data"].keys() >= MEASURE for event in events):
            return problem(422, "invalid")
        bodies = {f"{event['source']}#{event['id']}": event for event in events}

        def store(session: ClientSession) -> None:
            found = self.db.accepted.find({"_id": {"$in": list(bodies)}}, session=session)
            known = {row["_id"] for row in found}
            fresh = {key: event for key, event in bodies.items() if key not in known}
            if fresh:
                self.db.accepted.insert_many([{"_id": key} for key in fresh], session=session)
                rows = [("measure_reported", event) for event in fresh.values()]
                outbox.put(self.db.gateway_outbox, session, rows)

        try:
            in_transaction(self.db, store)
        except DuplicateKeyError:
            return problem(409, "the same events are being accepted")
        return answer(202, {"accepted": len(events)})

    @http("POST", "/v1/fairs/<fair_id>/registrations")
    def register_for_fair(self, request: Request, fair_id: str) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        command = json.loads(request.get_data())
        if not 8 <= len(key) <= 128 or command.keys() != {"person_id"}:
            return problem(422, "invalid")
        try:
            registration = self.fairs.register(fair_id, command["person_id"], key)
        except RemoteError as refused:
            return refusal(refused)
        return answer(201, registration)

    @http("GET", "/v1/fairs/<fair_id>")
    def get_fair(self, request: Request, fair_id: str) -> Any:
        try:
            return tagged(self.fairs.get_fair(fair_id), request)
        except RemoteError as refused:
            return refusal(refused)

    @http("GET", "/v1/fairs/<fair_id>/registrations")
    def list_registrations(self, request: Request, fair_id: str) -> Any:
        limit = min(int(request.args.get("limit", 50)), 200)
        try:
            page = self.fairs.list_registrations(fair_id, request.args.get("cursor"), limit)
        except RemoteError as refused:
            return refusal(refused)
        return tagged(page, request)

    @timer(interval=0.1)
    def relay(self) -> None:
        outbox.publish(self.db.gateway_outbox, self.dispatch)


def answer(status: int, body: Any) -> tuple[int, dict[str, str], str]:
    return status, {"Content-Type": "application/json"}, json.dumps(body)


def problem(status: int, detail: str) -> tuple[int, dict[str, str], str]:
    return answer(status, {"detail": detail})


def refusal(refused: RemoteError) -> tuple[int, dict[str, str], str]:
    if refused.exc_type not in STATUS:
        raise refused
    return problem(STATUS[refused.exc_type], refused.exc_type)


def tagged(result: Any, request: Request) -> Response:
    """JSON with an ETag, or 304 when the caller has it already."""
    body = json.dumps(result).encode()
    tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers={"ETag": tag})
    return Response(body, mimetype="application/json", headers={"ETag": tag})
