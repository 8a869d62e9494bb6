"""Why an event was not applied: what is stored of it, and how it reads in one line.

A cause names classes, codes and facts, never a message: that might quote a body.
"""

from __future__ import annotations

from typing import Any

from chassis.domain.errors import Early, Refusal
from chassis.domain.unit_of_work import Document

INTEGERS = range(-(2**63), 2**63)
TEXT_MOST, MEMBERS_MOST, DEPTH_MOST = 2_000, 200, 20
"""What is kept of a cause: it is read by people, and a row has to fit into a document."""


def of(error: Exception) -> Document:
    """The cause that stands for `error`."""
    if isinstance(error, Early):
        return {"kind": "early", "waits_for": storable(error.waits_for)}
    if isinstance(error, Refusal):
        return {"kind": "refused", "code": error.code, "facts": storable(error.facts)}
    return {"kind": "failed", "error": type(error).__name__, "at": place(error)}


def invalid(reason: Any) -> Document:
    """The cause of a body that cannot be read: text, or a schema's messages by field."""
    return {"kind": "invalid", "reason": storable(reason)}


def label(cause: Document | None) -> str | None:
    """One line, the same for all events with the same fault: `failed: KeyError at loan.py:12`,
    `refused: loan_not_found`, `invalid: amount, loan_id`."""
    if cause is None:
        return None
    kind = cause["kind"]
    if kind == "failed":
        return f"failed: {cause['error']}" + (f" at {cause['at']}" if cause["at"] else "")
    if kind == "refused":
        return f"refused: {cause['code']}"
    if kind == "early":
        return f"early: waits for {cause['waits_for']}"
    if kind == "invalid":
        reason = cause["reason"]
        return (
            f"invalid: {reason if isinstance(reason, str) else ', '.join(sorted(map(str, reason)))}"
        )
    return str(kind)


def place(error: BaseException) -> str | None:
    """Where it was raised: `loan.py:12`."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return None
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"


def storable(value: Any, depth: int = DEPTH_MOST) -> Any:
    """The value as MongoDB takes it: a schema's messages have numbers as keys, and a fact may be
    a Decimal, a number beyond 64 bits, or deeper or larger than a document may be."""
    if isinstance(value, dict):
        inside = list(value.items())[:MEMBERS_MOST] if depth else []
        return {_key(name): storable(inner, depth - 1) for name, inner in inside}
    if isinstance(value, list | tuple | set | frozenset):
        return [storable(inner, depth - 1) for inner in list(value)[:MEMBERS_MOST] if depth]
    if isinstance(value, str):
        # Halves of surrogate pairs are no UTF-8.
        return value.encode("utf-8", "replace").decode()[:TEXT_MOST]
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int) and value in INTEGERS:
        return value
    return _text(value)


def _key(name: Any) -> str:
    return _text(name).replace("\x00", "")


def _text(value: Any) -> str:
    try:
        return str(storable(str(value)))
    except Exception:  # noqa: BLE001 - the value's own code; what cannot be told is named
        return type(value).__name__
