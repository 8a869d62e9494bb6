"""Replaying or discarding many parked events in the background, in small steps.

A job is a document of the service's store. Each step changes some rows and the job's own progress
in one transaction, so a crash or a second replica repeats nothing. A replay waits until the events
of a step have been tried before it goes on, and stops when all of the first ones fail again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pymongo import ReturnDocument

from chassis.codec import utc
from chassis.domain.actor import Actor
from chassis.domain.errors import Refusal
from chassis.domain.unit_of_work import Document, Trigger, Work
from chassis.repair import actions, parked
from chassis.storage.leased_job import LeasedJob
from chassis.storage.mongo import REPAIRS, WAITING

FIRST_STEP, STEP = 10, 200
TRIED_WITHIN = timedelta(seconds=15)
RUNNING, DONE, STOPPED, CANCELLED = "running", "done", "stopped", "cancelled"


class RepairNotFound(Refusal):
    """No repair job of this service has this id, or it does not run any more."""

    code = "repair_not_found"


class NothingParked(Refusal):
    """No parked event fits the filter of a repair job."""

    code = "nothing_parked"


def start(work: Work, *, action: str, reason: str, **query: Any) -> Document:
    """Begin a job over what is parked now and fits `query`; see parked.wanted."""
    asked = {name: given for name, given in query.items() if given is not None}
    # What the job lets be tried and is parked again is not its business any more.
    asked["until"] = min(asked.get("until", work.now), work.now)
    found = parked.wanted(asked)
    total = work.collection(WAITING).count_documents(found, session=work.session)
    if not total:
        raise NothingParked
    job = {
        "_id": work.new_id(),
        "action": action,
        "query": asked,
        "reason": reason,
        "by": work.actor.subject if work.actor else None,
        "role": work.actor.role if work.actor else None,
        "at": work.now,
        "state": RUNNING,
        "total": total,
        "done": 0,
        "after": None,
        "stepped_at": work.now,
        "ended_at": None,
    }
    work.collection(REPAIRS).insert_one(job, session=work.session)
    _record(work, f"{action} job", job["_id"], total, reason=reason, query=_plain(asked))
    return {"job_id": job["_id"], "state": RUNNING, "total": total}


def cancel(work: Work, *, job_id: str) -> Document:
    """Stop a job after its current step. What it has done stays done."""
    job = work.collection(REPAIRS).find_one_and_update(
        {"_id": job_id, "state": RUNNING},
        {"$set": {"state": CANCELLED, "ended_at": work.now}},
        session=work.session,
    )
    if job is None:
        raise RepairNotFound(job_id=job_id)
    _record(work, "cancel job", job_id, job["done"])
    return {"job_id": job_id, "state": CANCELLED, "total": job["total"]}


def find(db: Any, job_id: str) -> Document:
    job = db[REPAIRS].find_one({"_id": job_id})
    if job is None:
        raise RepairNotFound(job_id=job_id)
    return progress(db, job)


def newest(db: Any, limit: int) -> list[Document]:
    return [progress(db, job) for job in db[REPAIRS].find().sort("_id", -1).limit(limit)]


def progress(db: Any, job: Document) -> Document:
    """A job as an operator sees it. Of the events that a replay let be tried again, some are
    `applied`, some `failing` again, and some `untried` as yet."""
    failing, untried = _left(db, job, untried=False), _left(db, job, untried=True)
    shown = ("action", "reason", "by", "state", "total", "done")
    moments = {name: utc(job[name]) if job[name] else None for name in ("at", "ended_at")}
    return {
        "job_id": job["_id"],
        **{name: job[name] for name in shown},
        **moments,
        "query": _plain(job["query"]),
        "applied": job["done"] - failing - untried if job["action"] == "replay" else 0,
        "failing": failing,
        "untried": untried,
    }


def _left(db: Any, job: Document, untried: bool) -> int:
    return int(db[WAITING].count_documents({"jobs": job["_id"], "untried": untried}))


def _plain(query: Document) -> Document:
    moments = ("since", "until")
    return {n: utc(given) if n in moments else given for n, given in query.items()}


def step(work: Work, job_id: str) -> None:
    """Repair the next rows of a job, or end it when there are none."""
    jobs = work.collection(REPAIRS)
    # Writing first makes two replicas at once a conflict, of which one runs again and sees more.
    job = jobs.find_one_and_update(
        {"_id": job_id, "state": RUNNING},
        {"$set": {"stepped_at": work.now}},
        session=work.session,
        return_document=ReturnDocument.BEFORE,
    )
    if job is None:
        return
    with work.working_for(Trigger(_actor(job))):
        changes = _repaired(work, job)
    jobs.update_one({"_id": job_id}, {"$set": changes}, session=work.session)


def _repaired(work: Work, job: Document) -> Document:
    """Repair the next rows; the job's progress, which is its end when there are none."""
    rows = _next(work, job)
    if not rows:
        _record(work, f"{job['action']} job done", job["_id"], job["done"])
        return {"state": DONE, "ended_at": work.now}
    change = actions.replay_rows if job["action"] == "replay" else actions.discard_rows
    change(work, rows, job["reason"], job["_id"])
    return {"done": job["done"] + len(rows), "after": rows[-1]["_id"]}


def stop(work: Work, job_id: str) -> None:
    """End a replay whose events all fail again."""
    changes = {"state": STOPPED, "ended_at": work.now}
    job = work.collection(REPAIRS).find_one_and_update(
        {"_id": job_id, "state": RUNNING}, {"$set": changes}, session=work.session
    )
    if job is not None:
        with work.working_for(Trigger(_actor(job))):
            _record(work, "replay job stopped", job_id, job["done"])


def _record(work: Work, action: str, job_id: str, events: int, **more: Any) -> None:
    work.audit(action, job_id=job_id, events=events, **more)


def _actor(job: Document) -> Actor | None:
    return Actor(job["by"], job["role"]) if job["by"] else None


def _next(work: Work, job: Document) -> list[Document]:
    found = parked.wanted(job["query"])
    if job["after"]:
        found["_id"] = {"$gt": job["after"]}
    size = STEP if job["done"] else FIRST_STEP
    rows = work.collection(WAITING).find(found, session=work.session).sort("_id").limit(size)
    return list(rows)


class Repairs(LeasedJob):
    """Runs the jobs of one service: one replica at a time, one step after the other."""

    name = "repairs"
    look_every_s = 1.0

    def __init__(self, db: Any, transactions: Any) -> None:
        super().__init__(db)
        self.transactions = transactions

    def advance(self) -> bool:
        """Do one step of the oldest running job; False when there is nothing to do now."""
        job = self.db[REPAIRS].find_one({"state": RUNNING}, sort=[("_id", 1)])
        if job is None or not self.lease.held():
            return False
        change = step
        if job["action"] == "replay" and job["done"]:
            waited = self.transactions.view().now - job["stepped_at"]
            if _left(self.db, job, untried=True) and waited < TRIED_WITHIN:
                return False
            if _left(self.db, job, untried=False) == job["done"]:
                change = stop
        self.transactions.run(lambda work: change(work, job["_id"]))
        return True
