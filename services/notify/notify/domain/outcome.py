"""What became of one try to send an e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    SUPPRESSED = "suppressed"
    NOT_NOW = "not_now"


@dataclass(frozen=True)
class Outcome:
    """`reason` is a code that a clerk can look up, never the words of a mail server: they may
    quote the address."""

    message_id: str
    verdict: Verdict
    reason: str = ""

    @property
    def may_change(self) -> bool:
        return self.verdict is Verdict.NOT_NOW
