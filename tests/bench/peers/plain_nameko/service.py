"""The service: answers calls and handles the partners' events."""

import json
from datetime import UTC, datetime
from typing import Any

import outbox
from database import Database, in_transaction
from nameko.events import EventDispatcher
from nameko.rpc import rpc
from nameko.timer import timer
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError
from quorum import event_handler


class PersonNotKnown(Exception):
    pass


class FairNotFound(Exception):
    pass


class AlreadyRegistered(Exception):
    pass


REFUSALS = (PersonNotKnown, FairNotFound, AlreadyRegistered)


class Indexed(Database):
    """The database with the indexes of this process."""

    def start(self) -> None:
        for name in ("gateway_outbox", "service_outbox"):
            self.db[name].create_index(
                [("unsent", 1), ("_id", 1)], partialFilterExpression={"unsent": True}
            )
        self.db.registrations.create_index([("fair_id", 1), ("person_id", 1)], unique=True)
        self.db.registrations.create_index([("fair_id", 1), ("_id", 1)])


class Fairs:
    name = "bench_fairs"

    db = Indexed()
    dispatch = EventDispatcher()

    @rpc(expected_exceptions=REFUSALS)
    def register(self, fair_id: str, person_id: str, key: str) -> dict[str, Any]:
        """A seat, or a place in the waiting list; the stored answer when asked again."""

        def decide(session: ClientSession) -> dict[str, Any]:
            known = self.db.idempotency.find_one({"_id": f"register:{key}"}, session=session)
            if known:
                stored: dict[str, Any] = json.loads(known["answer"])
                return stored
            if not self.db.people.find_one({"_id": person_id}, session=session):
                raise PersonNotKnown(person_id)
            fair = self.db.fairs.find_one({"_id": fair_id}, session=session)
            if not fair or fair["state"] != "published":
                raise FairNotFound(fair_id)
            registration = self._take_seat(fair, person_id, session)
            row = dict(registration)
            self.db.registrations.insert_one(
                {"_id": row.pop("registration_id"), **row}, session=session
            )
            outbox.put(self.db.service_outbox, session, [("registered", registration)])
            self.db.idempotency.insert_one(
                {
                    "_id": f"register:{key}",
                    "answer": json.dumps(registration),
                    "at": datetime.now(UTC),
                },
                session=session,
            )
            return registration

        try:
            return in_transaction(self.db, decide)
        except DuplicateKeyError:
            raise AlreadyRegistered(person_id) from None

    @rpc(expected_exceptions=REFUSALS)
    def get_fair(self, fair_id: str) -> dict[str, Any]:
        fair = self.db.fairs.find_one({"_id": fair_id})
        if not fair:
            raise FairNotFound(fair_id)
        return {"fair_id": fair.pop("_id"), **fair}

    @rpc(expected_exceptions=REFUSALS)
    def list_registrations(self, fair_id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        if not self.db.fairs.find_one({"_id": fair_id}):
            raise FairNotFound(fair_id)
        chosen = {"fair_id": fair_id} | ({"_id": {"$lt": cursor}} if cursor else {})
        found = list(self.db.registrations.find(chosen).sort("_id", -1).limit(limit + 1))
        rows = [{"registration_id": row.pop("_id"), **row} for row in found[:limit]]
        more = len(found) > limit
        return {"rows": rows, "next_cursor": rows[-1]["registration_id"] if more else None}

    @event_handler("bench_gateway", "measure_reported", requeue_on_error=True)
    def on_measure_reported(self, event: dict[str, Any]) -> None:
        """Keep the report, once."""
        key = f"{event['source']}#{event['id']}"
        self._once(self.db.inbox, self.db.reports, {"_id": key, **event["data"]})

    @event_handler("bench_fairs", "registered", requeue_on_error=True)
    def on_registered(self, registration: dict[str, Any]) -> None:
        """Count a registration for its fair, once."""
        key = f"registration#{registration['registration_id']}"
        counted = {"_id": key, "fair_id": registration["fair_id"]}
        self._once(self.db.registered_inbox, self.db.registered, counted)

    @timer(interval=0.1)
    def relay(self) -> None:
        outbox.publish(self.db.service_outbox, self.dispatch)

    def _once(self, inbox: Any, effects: Any, effect: dict[str, Any]) -> None:
        def keep(session: ClientSession) -> None:
            inbox.insert_one({"_id": effect["_id"], "at": datetime.now(UTC)}, session=session)
            effects.insert_one(effect, session=session)

        try:
            in_transaction(self.db, keep)
        except DuplicateKeyError:
            return

    def _take_seat(
        self, fair: dict[str, Any], person_id: str, session: ClientSession
    ) -> dict[str, Any]:
        full = {"$cond": [{"$gte": ["$taken", fair["capacity"]]}, 1, 0]}
        taken = {"$min": [{"$add": ["$taken", 1]}, fair["capacity"]]}
        seats = self.db.seats.find_one_and_update(
            {"_id": fair["_id"]},
            [{"$set": {"taken": taken, "waiting": {"$add": ["$waiting", full]}}}],
            session=session,
            return_document=ReturnDocument.AFTER,
        )
        return {
            "registration_id": outbox.new_id(),
            "fair_id": fair["_id"],
            "person_id": person_id,
            "state": "waiting" if seats["waiting"] else "confirmed",
            "position": seats["waiting"] or None,
            "registered_at": datetime.now(UTC).isoformat(),
            "version": 1,
        }
