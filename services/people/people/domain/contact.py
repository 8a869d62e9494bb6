"""How a person is reached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from chassis.domain import Invalid

# The address as HTML forms read it (WHATWG), with at least one dot in the domain.
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST: Final = 254


@dataclass(frozen=True)
class Contact:
    """In the clear: for the sender of one message, never for a log, an event or a view."""

    message_id: str
    name: str
    email: str | None


def read_email(text: str) -> str:
    """The address with its domain in small letters. Raises Invalid."""
    address = text.strip()
    if len(address) > _LONGEST or not _EMAIL.fullmatch(address):
        raise Invalid({"email": ["Not a valid email address."]})
    mailbox, _, domain = address.rpartition("@")
    return f"{mailbox}@{domain.lower()}"
