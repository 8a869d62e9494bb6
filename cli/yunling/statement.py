"""Checking a partner's daily statement: its signature, and its counts against own records.

Nothing here is known to the platform alone: a partner can check with this, or with a program of
its own that follows docs/partners.md.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jwt

from yunling.advice import Advice

Event = dict[str, Any]
NAMED_MOST = 10


def verified(document: Any, jwks: Any) -> dict[str, Any]:
    """The content of a statement whose signature holds under one of the public keys.

    Raises Advice: no statement, unknown key, signature that does not hold, or a readable part
    that is not what was signed.
    """
    try:
        jws, shown = document["jws"], document["statement"]
        kid = jwt.get_unverified_header(jws).get("kid")
        keys = {key["kid"]: key for key in jwks["keys"]}
    except (KeyError, TypeError, jwt.DecodeError):
        raise Advice("this is no statement, or these are no keys") from None
    if kid not in keys:
        raise Advice(f"no public key {kid}: ask /v1/signing-keys of the platform again")
    try:
        key = jwt.PyJWK(keys[kid], algorithm="EdDSA")
        signed = json.loads(jwt.PyJWS(algorithms=["EdDSA"]).decode(jws, key, ["EdDSA"]))
    except (jwt.PyJWTError, ValueError):
        raise Advice("the signature does not hold: do not trust this statement") from None
    if signed != shown:
        raise Advice("the readable part was changed: only what is in `jws` was signed")
    return dict(shown)


def events_of(log: Path) -> list[Event]:
    """The CloudEvents of a file, one a line. Raises Advice naming the line that is none."""
    found = []
    for number, line in enumerate(log.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            event = json.loads(line)
            found.append({name: event[name] for name in ("id", "type", "data")} | event)
        except (ValueError, KeyError, TypeError):
            raise Advice(f"{log}: line {number} is no CloudEvent") from None
    return found


def differences(stated: Sequence[Mapping[str, Any]], own: Iterable[Event]) -> list[str]:
    """What the statement and own events do not agree on, by type."""
    by_type: dict[str, dict[str, str]] = defaultdict(dict)
    for event in own:
        by_type[event["type"]][event["id"]] = digest(event["type"], event["data"])
    totals = {one["type"]: one for one in stated}
    found = []
    for type in sorted({*by_type, *totals}):
        ours, theirs = by_type.get(type, {}), totals.get(type, {"count": 0})
        if len(ours) != theirs["count"]:
            found.append(f"{type}: you have {len(ours)}, the platform {theirs['count']}")
        elif theirs["sha256"] != total(ours):
            found.append(f"{type}: {len(ours)} on both sides, but not the same ones")
    return found


def gaps(content: Mapping[str, Any], own: Sequence[Event]) -> list[str]:
    """What the platform sent in the day and own events lack or have otherwise."""
    try:
        by_number = {int(event["deliverysequence"]): event for event in own}
    except (KeyError, ValueError):
        raise Advice("your record lacks `deliverysequence`: keep events as they came") from None
    sent = [n for first, last in content["sent"]["numbers"] for n in range(first, last + 1)]
    lacking = [number for number in sent if number not in by_number]
    if lacking:
        named = ", ".join(str(number) for number in lacking[:NAMED_MOST])
        more = " ..." if len(lacking) > NAMED_MOST else ""
        again = f"yunling replay start {content['partner_id']} --first {lacking[0]}"
        return [f"{len(lacking)} not received: {named}{more} (`{again} --last {lacking[-1]}`)"]
    return differences(content["sent"]["types"], [by_number[number] for number in sent])


def digest(type: str, data: Any) -> str:
    """SHA-256 of the JSON text of [type, data], keys sorted, no spaces (RFC 8785)."""
    text = json.dumps([type, data], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def total(events: Mapping[str, str]) -> str:
    """SHA-256 over the lines `<id> <digest>`, sorted by their bytes."""
    lines = sorted(f"{id} {digest}\n".encode() for id, digest in events.items())
    return hashlib.sha256(b"".join(lines)).hexdigest()
