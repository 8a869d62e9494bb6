"""How the platform refuses.

A `Refusal` is an answer, not a fault: it travels as a code and facts, and the gateway owns the
wording. `Early` is neither: it says that an event arrived before the one it builds on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


class Refusal(Exception):
    """A rule said no. Subclass per reason; `facts` are JSON-able and hold no personal data."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class Invalid(Refusal):
    """A request that does not match its schema. `errors` maps each field to its reasons, and the
    index of a list element, as text, to the errors of that element."""

    code = "invalid"

    def __init__(self, errors: Mapping[Any, Any]) -> None:
        super().__init__(errors=_named(errors))


def _named(errors: Any) -> Any:
    """Marshmallow names the elements of a list by number, which no JSON object can."""
    if isinstance(errors, Mapping):
        return {str(name): _named(inner) for name, inner in errors.items()}
    return errors


def field_errors(errors: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Field and reason of each of nested errors: `{"people": {3: {"phone": ["..."]}}}` yields
    `("people.3.phone", "...")`."""
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            # marshmallow names the object itself "_schema".
            yield from field_errors(inner, at if name == "_schema" else f"{at}.{name}".strip("."))
    else:
        reasons = errors if isinstance(errors, list | tuple) else [errors]
        yield from ((at, str(reason)) for reason in reasons)


class IdempotencyKeyReused(Refusal):
    """The same Idempotency-Key came with another body."""

    code = "idempotency_key_reused"


class RequestInProgress(Refusal):
    """A request with the same Idempotency-Key is still being worked on."""

    code = "request_in_progress"


class VersionMismatch(Refusal):
    """If-Match named another version than the one stored."""

    code = "version_mismatch"


class RoleNotAllowed(Refusal):
    """The policy gives this action to other roles."""

    code = "role_not_allowed"


class ScopeNotGranted(Refusal):
    """The role may do this, but the API key was made for other actions."""

    code = "scope_not_granted"


class RegionNotYours(Refusal):
    """What was asked for lies outside of the caller's region."""

    code = "region_not_yours"


class Refused(Exception):
    """A refusal by another service, as its caller sees it: code and facts."""

    def __init__(self, code: str, facts: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts or {}


class Unavailable(Exception):
    """No answer within the deadline, or no broker or database to ask. Safe to try again with
    the same Idempotency-Key."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service}: {reason}")
        self.service = service
        self.reason = reason


class Early(Exception):
    """This event cannot be applied yet. It waits for the one it builds on; that is no failure."""

    def __init__(self, waits_for: str) -> None:
        super().__init__(waits_for)
        self.waits_for = waits_for


class Conflict(Exception):
    """Somebody else changed the aggregate first; the whole use case is run again."""
