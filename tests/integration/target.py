"""What the tests know of the platform under test: its doors, and how to look at it from outside."""

from __future__ import annotations

import mailbox
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True)
class Platform:
    """One running platform.

    `partners` are the broker URIs of partner systems by id; `logs` gives everything that the
    processes have logged so far.
    """

    url: str
    amqp_uri: str
    issuer: Path
    maildir: Path
    partners: Mapping[str, str]
    logs: Callable[[], str]

    def letters(self) -> list[Message]:
        """Every letter that left for the mail server."""
        if not self.maildir.exists():
            return []
        return list(mailbox.Maildir(self.maildir, create=False))


def eventually(check: Callable[[], Found], within_s: float = 30, what: str = "") -> Found:
    """The first truthy answer of `check`; an AssertionError with the last one when time is up.

    An AssertionError inside `check` counts as "not yet".
    """
    deadline = time.monotonic() + within_s
    while True:
        try:
            found = check()
            last: object = found
        except AssertionError as not_yet:
            found, last = None, not_yet  # type: ignore[assignment]  # nothing was found
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what or 'it'} did not happen in {within_s} s; last: {last!r}")
        time.sleep(0.1)
