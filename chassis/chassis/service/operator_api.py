"""Calls for operators of a service: parked events, their repair, and who did what."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from chassis.consumer.handler import Delivery
from chassis.domain.event import Event
from chassis.domain.unit_of_work import PAGE_MOST, Document
from chassis.fields import Command, Paging, choice, moment, text, whole
from chassis.repair import actions, parked, repair_job
from chassis.repair.actions import EditUnreadable
from chassis.rpc.server import rpc
from chassis.storage import audit_log, audit_seal
from chassis.store import Store


def _reason(**options: Any) -> fields.String:
    return text(500, minimum=3, **options)


def _wanted(maximum: int = 200) -> fields.String:
    """An optional condition of a query."""
    return text(maximum, required=False, load_default=None, allow_none=True)


class Parked(Command):
    """Which events; `cause` is the line that the groups show."""

    handler = _wanted()
    type = _wanted()
    cause = _wanted(500)
    since = moment(required=False, load_default=None, allow_none=True)
    until = moment(required=False, load_default=None, allow_none=True)


class ParkedGroups(Parked):
    state = choice(["parked", "waiting"], required=False, load_default="parked")


class ParkedFilter(ParkedGroups, Paging):
    pass


class ParkedId(Command):
    parked_id = text()


class ReplayParked(ParkedId):
    reason = _reason(required=False, load_default=None, allow_none=True)


class ReasonedParked(ParkedId):
    reason = _reason()


class ProposeEdit(ReasonedParked):
    event = fields.Dict(keys=fields.String(), required=True)


class ApproveEdit(ParkedId):
    sha256 = text(64)


class StartRepair(Parked):
    action = choice(["replay", "discard"])
    reason = _reason()


class RepairId(Command):
    job_id = text()


class Newest(Command):
    limit = whole(1, PAGE_MOST, required=False, load_default=20)


class AuditFilter(Newest):
    before = _wanted()
    parked_id = _wanted()
    job_id = _wanted()
    person_id = _wanted()
    partner_id = _wanted()


class ChainPage(Command):
    after = whole(required=False, load_default=0)
    limit = whole(1, 1000, required=False, load_default=500)


class Operated:
    """Mixed into every service."""

    store: Store

    @rpc(ParkedFilter)
    def list_parked(self, query: dict[str, Any]) -> dict[str, Any]:
        """A page of the events that were given up, oldest first, without their bodies."""
        return parked.page(self.store.db, query)

    @rpc(ParkedGroups)
    def group_parked(self, query: dict[str, Any]) -> dict[str, Any]:
        """How many by handler, type and cause."""
        return {"groups": parked.groups(self.store.db, query)}

    @rpc(ParkedId)
    def show_parked(self, query: dict[str, Any]) -> dict[str, Any]:
        """One of them with its body, personal data masked."""
        return parked.details(self.store.db, actions.find(self.store.db, **query))

    @rpc(ReasonedParked)
    def reveal_parked(self, command: dict[str, Any]) -> dict[str, Any]:
        """The same unmasked; who looked, and why, is recorded."""
        self.store.commit(actions.reveal, **command)
        row = actions.find(self.store.db, command["parked_id"])
        return parked.details(self.store.db, row, reveal=True)

    @rpc(ReplayParked)
    def replay_parked(self, command: dict[str, Any]) -> Any:
        """Try a parked event again at once."""
        return self.store.commit(actions.replay, **command)

    @rpc(ReasonedParked)
    def discard_parked(self, command: dict[str, Any]) -> Any:
        """Give a parked event up for good."""
        return self.store.commit(actions.discard, **command)

    @rpc(ProposeEdit)
    def propose_edit(self, command: dict[str, Any]) -> Any:
        """Propose another body for a parked event; somebody else has to approve it."""
        return self.store.commit(actions.propose, read=self._read, **command)

    @rpc(ApproveEdit)
    def approve_edit(self, command: dict[str, Any]) -> Any:
        """Approve the proposed body with this SHA-256; the event is tried again with it."""
        return self.store.commit(actions.approve, read=self._read, **command)

    @rpc(StartRepair)
    def start_repair(self, command: dict[str, Any]) -> Any:
        """Replay or discard all parked events that match, in the background."""
        return self.store.commit(repair_job.start, **command)

    @rpc(RepairId)
    def cancel_repair(self, command: dict[str, Any]) -> Any:
        """Stop a job; what it has done stays done."""
        return self.store.commit(repair_job.cancel, **command)

    @rpc(RepairId)
    def show_repair(self, query: dict[str, Any]) -> dict[str, Any]:
        """How far a job is."""
        return repair_job.find(self.store.db, **query)

    @rpc(Newest)
    def list_repairs(self, query: dict[str, Any]) -> dict[str, Any]:
        """The newest jobs."""
        return {"rows": repair_job.newest(self.store.db, query["limit"])}

    @rpc(AuditFilter)
    def list_audit(self, query: dict[str, Any]) -> dict[str, Any]:
        """Who looked at, changed, replayed or discarded what, newest first."""
        wanted = {name: query[name] for name in audit_log.FOUND_BY if query[name]}
        if not wanted:
            # What a job did to each event is shown when the job is asked for.
            wanted = {"$or": [{"job_id": None}, {"parked_id": None}]}
        return {"rows": audit_log.page(self.store.db, wanted, query["before"], query["limit"])}

    @rpc(ChainPage)
    def read_audit_chain(self, query: dict[str, Any]) -> dict[str, Any]:
        """Seals after the one with the number `after`, with their records, so that an auditor can
        recompute the digests; and the totals, with the last seal."""
        return audit_seal.chain(self.store.db, query["after"], query["limit"])

    def _read(self, row: Document, body: bytes) -> Event:
        for on in self.store.handlers:
            if on.handler.name == row["handler"]:
                read = on.handler.read(Delivery(body, row["user_id"]))
                if read.event is None or read.unreadable is not None or read.failure is not None:
                    raise EditUnreadable(why=read.unreadable or "the handler's schema fails on it")
                return read.event
        raise EditUnreadable(why=f"{row['handler']} does not exist any more")
