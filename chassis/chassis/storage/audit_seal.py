"""The chain over the audit records: seals, each with the digest of the one before it.

Chaining each record to the last one would make every audited action wait for all others. So an
action stores its records with a note that they are unsealed, and once a second one process per
service puts the unsealed records under the next seal.

A seal is {_id: n, at, prev, leaves: [{id, sha256}], digest} with n = 1, 2, 3... Whoever changes,
removes or adds a record or a seal afterwards breaks the chain at that place, unless all later seals
are made again: heads that were noted elsewhere reveal that.
"""

from __future__ import annotations

from typing import Any

from chassis.domain import audit
from chassis.domain.unit_of_work import Document, Work
from chassis.storage.audit_log import PENDING, RECORDS, SEALS, database
from chassis.storage.leased_job import LeasedJob
from chassis.telemetry import metrics

SEAL_MOST = 500


class Sealer(LeasedJob):
    """Seals the records of one service, one replica at a time."""

    name = "audit seals"
    look_every_s = 1.0

    def __init__(self, db: Any, transactions: Any) -> None:
        super().__init__(db)
        self.transactions = transactions

    def advance(self) -> bool:
        """Seal the waiting records, at most `SEAL_MOST`; returns whether more are waiting."""
        oldest = self.db[PENDING].find_one(sort=[("_id", 1)])
        now = self.transactions.clock.now()
        metrics.age(metrics.AUDIT_UNSEALED_AGE, oldest and oldest["at"], now)
        if oldest is None or not self.lease.held():
            return False
        return bool(self.transactions.run(seal_next) == SEAL_MOST)


def seal_next(work: Work) -> int:
    """Put what is unsealed under the next seal; returns how many records it covers."""
    session = work.session
    pending = work.collection(PENDING)
    ids = [row["_id"] for row in pending.find(session=session).sort("_id").limit(SEAL_MOST)]
    if not ids:
        return 0
    kept = database(pending.database)
    records = kept[RECORDS].find({"_id": {"$in": ids}}, session=session)
    digests = {row["_id"]: audit.digest(audit.text(row).encode()) for row in records}
    # A record that is gone already is sealed as gone, and whoever verifies sees it.
    leaves = [(id, digests.get(id, audit.ZERO)) for id in ids]
    last = kept[SEALS].find_one(sort=[("_id", -1)], session=session)
    # A second process that seals at the same time makes the same number, which is a conflict.
    kept[SEALS].insert_one(_seal(last, audit.moment(work.now), leaves), session=session)
    pending.delete_many({"_id": {"$in": ids}}, session=session)
    return len(ids)


def _seal(last: Document | None, at: str, leaves: list[tuple[str, str]]) -> Document:
    n, prev = (last["_id"] + 1, last["digest"]) if last else (1, audit.ZERO)
    return {
        "_id": n,
        "at": at,
        "prev": prev,
        "leaves": [{"id": id, "sha256": sha256} for id, sha256 in leaves],
        "digest": audit.digest(audit.seal_text(n, at, prev, leaves).encode()),
    }


def chain(db: Any, after: int, most: int) -> Document:
    """Seals after the one numbered `after` with the texts of their records, about `most` records,
    for somebody else to verify: the digests are as stored, not made anew. A record that is gone
    has no text. With the last seal comes the `end`: how many records there are and wait."""
    kept = database(db)
    with db.client.start_session(snapshot=True) as as_of:
        seals: list[Document] = []
        size = 0
        found = kept[SEALS].find({"_id": {"$gt": after}}, session=as_of).sort("_id")
        for seal in found.batch_size(20):
            seals.append(seal)
            size += len(seal["leaves"])
            if size >= most:
                break
        ids = [leaf["id"] for seal in seals for leaf in seal["leaves"]]
        records = kept[RECORDS].find({"_id": {"$in": ids}}, session=as_of)
        texts = {row["_id"]: audit.text(row) for row in records}
        end = _end(db, as_of) if size < most else None
    return {"seals": [_shown(seal, texts) for seal in seals], "end": end}


def _end(db: Any, as_of: Any) -> Document:
    """What the whole comes to, as of the same moment."""
    oldest = db[PENDING].find_one(sort=[("_id", 1)], session=as_of)
    return {
        "records": database(db)[RECORDS].count_documents({}, session=as_of),
        "unsealed": db[PENDING].count_documents({}, session=as_of),
        "oldest_unsealed_at": audit.moment(oldest["at"]) if oldest else None,
    }


def _shown(seal: Document, texts: dict[str, str]) -> Document:
    leaves = [
        {"audit_id": leaf["id"], "sha256": leaf["sha256"], "record": texts.get(leaf["id"])}
        for leaf in seal["leaves"]
    ]
    return {"n": seal["_id"], **{k: seal[k] for k in ("at", "prev", "digest")}, "records": leaves}
