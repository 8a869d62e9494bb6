"""Why an event was not applied: what is stored of it, and how it reads in one line.

A cause names classes, codes and facts, never a message: that might quote a body.
"""

from __future__ import annotations

from typing import Any

from chassis.errors import Early, Refusal
from chassis.work import Document

INTEGERS = range(-(2**63), 2**63)


def of(error: Exception) -> Document:
    """The cause that `error` is."""
    if isinstance(error, Early):
        return {"kind": "early", "waits_for": error.waits_for}
    if isinstance(error, Refusal):
        return {"kind": "refused", "code": error.code, "facts": storable(error.facts)}
    return {"kind": "failed", "error": type(error).__name__, "at": place(error)}


def invalid(reason: Any) -> Document:
    """The cause of a body that cannot be read: text, or a schema's messages by field."""
    return {"kind": "invalid", "reason": storable(reason)}


def label(cause: Document | None) -> str | None:
    """One line that is the same for all events with the same fault: `failed: KeyError at
    loan.py:12`, `refused: loan_not_found`, `invalid: amount, loan_id`."""
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
        return f"invalid: {reason if isinstance(reason, str) else ', '.join(sorted(reason))}"
    return str(kind)


def place(error: BaseException) -> str | None:
    """Where it was raised: `loan.py:12`."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return None
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"


def storable(value: Any) -> Any:
    """The value as MongoDB takes it: a schema's messages have numbers as keys, and a fact may be
    a Decimal or a number beyond 64 bits."""
    if isinstance(value, dict):
        return {str(name): storable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [storable(inner) for inner in value]
    if value is None or isinstance(value, str | bool | float):
        return value
    if isinstance(value, int) and value in INTEGERS:
        return value
    return str(value)
