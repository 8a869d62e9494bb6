"""Personal data at rest: what the domain needs from whoever holds the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Safe(Protocol):
    """Seals text so that only this service reads it, with a key of the person's own.

    `owner` and `field` are bound into the seal: a value moved to another person or field does
    not open.
    """

    def seal(self, text: str, *, owner: str, field: str) -> str: ...

    def open(self, sealed: str, *, owner: str, field: str) -> str: ...


@dataclass(frozen=True)
class Secrets:
    """The personal data of one person, each field sealed by itself."""

    name: str
    id_number: str
    phone: str
    email: str | None = None
