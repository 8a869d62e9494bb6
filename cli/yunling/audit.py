"""Verifying the audit chain of a service from what its public interface gives.

Nothing of the platform's own code is used: the digests are made anew from the texts, as
docs/security.md describes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

ZERO = "0" * 64
SEALED_WITHIN = timedelta(minutes=1)
FAULTS_MOST = 20

Page = Callable[[int], dict[str, Any]]
"""`page(after)` answers what `GET /v1/ops/audit/chain` does."""


@dataclass(frozen=True)
class Head:
    """The last seal of a chain, to be kept elsewhere: a chain that does not hold it any more has
    been cut or written anew."""

    n: int = 0
    digest: str = ZERO


@dataclass
class Verdict:
    """What came of verifying one chain; `faults` are sentences, none when it holds."""

    head: Head = field(default_factory=Head)
    records: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)

    def blame(self, fault: str) -> None:
        if len(self.faults) < FAULTS_MOST:
            self.faults.append(fault)


def verify(page: Page, known: Head | None, now: datetime | None = None) -> Verdict:
    """Walk the whole chain. `known` is a head that was noted before."""
    verdict = Verdict()
    end: dict[str, Any] | None = None
    while end is None:
        answer = page(verdict.head.n)
        for seal in answer["seals"]:
            _verify_seal(seal, verdict, known)
        end = answer["end"]
        if end is None and not answer["seals"]:
            verdict.blame("the chain has no end")
            return verdict
    _verify_end(end, verdict, now or datetime.now(UTC))
    if known is not None and known.n > verdict.head.n:
        verdict.blame(f"seal {known.n} was there before: the chain ends at {verdict.head.n} now")
    return verdict


def _verify_seal(seal: dict[str, Any], verdict: Verdict, known: Head | None) -> None:
    n, last = seal["n"], verdict.head
    if n != last.n + 1:
        verdict.blame(f"seal {n} comes after seal {last.n}")
    if seal["prev"] != last.digest:
        verdict.blame(f"seal {n} does not follow from the one before it")
    lines = [str(n), seal["at"], seal["prev"]]
    lines += [f"{record['audit_id']} {record['sha256']}" for record in seal["records"]]
    if _sha256("\n".join(lines)) != seal["digest"]:
        verdict.blame(f"seal {n} was changed")
    for fault in _of_records(seal["records"]):
        verdict.blame(f"seal {n}: {fault}")
    if known is not None and known.n == n and known.digest != seal["digest"]:
        verdict.blame(f"seal {n} is another one than before: the chain was written anew")
    verdict.records += len(seal["records"])
    verdict.head = Head(n, seal["digest"])


def _of_records(records: list[dict[str, Any]]) -> Iterator[str]:
    for record in records:
        if record["record"] is None:
            yield f"record {record['audit_id']} is gone"
        elif _sha256(record["record"]) != record["sha256"]:
            yield f"record {record['audit_id']} was changed"


def _verify_end(end: dict[str, Any], verdict: Verdict, now: datetime) -> None:
    verdict.unsealed = end["unsealed"]
    beyond = end["records"] - end["unsealed"] - verdict.records
    if beyond > 0:
        verdict.blame(f"{beyond} record(s) are under no seal and do not wait for one")
    elif beyond < 0:
        verdict.blame(f"{-beyond} record(s) fewer than were sealed and wait")
    oldest = end["oldest_unsealed_at"]
    if oldest and now - datetime.fromisoformat(oldest) > SEALED_WITHIN:
        verdict.blame(f"{end['unsealed']} record(s) wait for a seal, the oldest since {oldest}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
